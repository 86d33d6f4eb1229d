package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.quotastack.standalone.e2e.Api.Answer;

/**
 * Callers that grant, charge, report, void, reserve, commit and release without pause, through every door there is, and keep books of what was
 * acknowledged to them. One request in twenty is sent twice.
 */
final class Load implements AutoCloseable {

    static final String METRIC = "tokens";
    static final long UNIT_COST = 7;

    private static final int CALLERS = 16;
    private static final int RICH = 12;
    private static final int POOR = 2;
    private static final int BATCH = 5;
    private static final long A_DAY_IN_SECONDS = 86_400;

    /** What was acknowledged about a customer. */
    static final class Acknowledged {
        final Set<String> chargedEvents = ConcurrentHashMap.newKeySet();
        final Set<String> voidedEvents = ConcurrentHashMap.newKeySet();
        final Set<String> grantKeys = ConcurrentHashMap.newKeySet();
        final Set<String> madeReservations = ConcurrentHashMap.newKeySet();
        final Set<String> committedReservations = ConcurrentHashMap.newKeySet();
        final Set<String> releasedReservations = ConcurrentHashMap.newKeySet();
        final AtomicLong balance = new AtomicLong();
    }

    /** A request and the first answer to it. */
    record Answered(String path, String key, Object body, Answer first) {}

    private final Line line;
    private final String tenantId;
    private final long seed;
    private final ConcurrentMap<String, Acknowledged> books = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Answered> answered = new ConcurrentLinkedQueue<>();
    private final AtomicLong count = new AtomicLong();
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean stopping;

    Load(Line line, String tenantId, long seed) {
        this.line = line;
        this.tenantId = tenantId;
        this.seed = seed;
        IntStream.range(0, RICH + POOR).forEach(i -> books.put(name(i), new Acknowledged()));
    }

    /** The first have credits for all that comes, the last have not. */
    private static String name(int index) {
        return (index < RICH ? "rich-" : "poor-") + index;
    }

    void start() {
        for (int i = 0; i < RICH + POOR; i++) {
            grant(name(i), "welcome-" + i, i < RICH ? 1_000_000_000L : 1_000L);
        }
        for (int i = 0; i < CALLERS; i++) {
            var caller = new Caller(i);
            running.add(callers.submit(caller::run));
        }
    }

    /** How many requests were acknowledged so far. */
    long count() {
        return count.get();
    }

    /** Fails with the failure of a caller, if one gave up. */
    void checkAlive() throws Exception {
        for (Future<?> caller : running) {
            if (caller.isDone()) {
                caller.get();
            }
        }
    }

    /** Returns when each caller has the answer to its last request. */
    void finish() throws Exception {
        stopping = true;
        for (Future<?> caller : running) {
            caller.get(4, TimeUnit.MINUTES);
        }
    }

    Map<String, Acknowledged> books() {
        return books;
    }

    /** Requests that are replayed byte for byte when they are sent again. */
    List<Answered> answered() {
        return List.copyOf(answered);
    }

    @Override
    public void close() {
        stopping = true;
        callers.shutdownNow();
    }

    private Acknowledged of(String customer) {
        return books.getOrDefault(customer, new Acknowledged());
    }

    private void grant(String customer, String key, long credits) {
        acknowledge("/v1/customer-by-external-id/" + customer + "/credits/grant", key, Map.of("credits", credits))
                .expect(201);
        of(customer).grantKeys.add(key);
        of(customer).balance.addAndGet(credits);
    }

    private Answer acknowledge(String path, String key, Object body) {
        Answer answer = line.answer(api -> api.idempotencyKey(key).post(path, body));
        answered.add(new Answered(path, key, body, answer));
        count.incrementAndGet();
        return answer;
    }

    private Answer again(Answered request) {
        return line.answer(api -> api.idempotencyKey(request.key()).post(request.path(), request.body()));
    }

    /** Sends a request once more and expects the first answer to the byte. */
    void expectReplay(Answered request) {
        Answer replay = again(request);
        String what = "seed " + seed + ": " + request;
        assertThat(replay.body()).as(what).isEqualTo(request.first().body());
        assertThat(replay.status()).as(what).isEqualTo(request.first().status());
        assertThat(replay.replayed()).as(what).isTrue();
    }

    /** One of them, with its own random numbers and its own event ids. */
    private final class Caller {

        private record Charged(String customer, String eventId, long cost) {}

        private record Held(String customer, String reservation) {}

        private final int number;
        private final Random random;
        private final List<Charged> voidable = new ArrayList<>();
        private final List<Held> open = new ArrayList<>();
        private int requests;

        Caller(int number) {
            this.number = number;
            this.random = new Random(seed + number);
        }

        void run() {
            while (!stopping) {
                String customer = name(random.nextInt(RICH));
                switch (random.nextInt(13)) {
                    case 0 -> grant(customer, newId(), 1 + random.nextInt(1_000));
                    case 1, 2, 3 -> charge(customer);
                    case 4 -> charge(name(RICH + random.nextInt(POOR)));
                    case 5, 6 -> batch(customer);
                    case 7, 8 -> produce(customer);
                    case 9, 10 -> reserve(customer);
                    case 11 -> endOne();
                    default -> voidOne();
                }
            }
        }

        private String newId() {
            return "c" + number + "-" + requests++;
        }

        private long units() {
            return 1L + random.nextInt(20);
        }

        private void charge(String customer) {
            String eventId = newId();
            long units = units();
            Answer answer = acknowledge("/v1/usage", eventId, event(customer, units));
            if (answer.status() == 201) {
                book(customer, eventId, units);
                voidable.add(new Charged(customer, eventId, units * UNIT_COST));
            } else {
                answer.expect(402, "insufficient-credits");
            }
            maybeTwice(new Answered("/v1/usage", eventId, event(customer, units), answer));
        }

        private void maybeTwice(Answered request) {
            if (random.nextInt(20) == 0) {
                expectReplay(request);
            }
        }

        private void batch(String customer) {
            String key = newId();
            long units = units();
            var body = Map.of("events", IntStream.range(0, BATCH).mapToObj(i -> event(customer, units)).toList());
            Function<Api, Answer> request = api -> api.idempotencyKey(key).post("/v1/usage/batch", body);
            assertThat(line.answer(request).expect(202).number("rejected")).isZero();
            count.incrementAndGet();
            if (random.nextInt(20) == 0) {
                assertThat(line.answer(request).expect(202).number("rejected")).isZero();
            }
            IntStream.range(0, BATCH).forEach(i -> book(customer, key + ":" + i, units));
        }

        private void produce(String customer) {
            String eventId = newId();
            long units = units();
            var event = UsageProducer.event(tenantId, eventId, METRIC, units).setExternalCustomerId(customer).build();
            line.produce(customer, event);
            if (random.nextInt(20) == 0) {
                line.produce(customer, event);
            }
            count.incrementAndGet();
            book(customer, eventId, units);
        }

        private void voidOne() {
            if (voidable.isEmpty()) {
                return;
            }
            Charged charged = voidable.removeLast();
            String path = "/v1/usage/" + charged.eventId() + "/void";
            var body = Map.of("external_customer_id", charged.customer(), "reason", "load");
            String key = newId();
            Answer answer = acknowledge(path, key, body).expect(200);
            of(charged.customer()).voidedEvents.add(charged.eventId());
            of(charged.customer()).balance.addAndGet(charged.cost());
            maybeTwice(new Answered(path, key, body, answer));
        }

        private void reserve(String customer) {
            var body = Map.of("external_customer_id", customer, "credits", units(), "ttl_seconds", A_DAY_IN_SECONDS);
            String key = newId();
            Answer answer = acknowledge("/v1/reserve", key, body).expect(201);
            open.add(new Held(customer, answer.text("id")));
            of(customer).madeReservations.add(answer.text("id"));
            maybeTwice(new Answered("/v1/reserve", key, body, answer));
        }

        /** The oldest first: with a kill every few hundred requests, many are ended by another process. */
        private void endOne() {
            if (open.isEmpty()) {
                return;
            }
            Held held = open.removeFirst();
            String path = "/v1/reserve/" + held.reservation();
            String key = newId();
            if (random.nextInt(3) == 0) {
                var body = Map.of("reason", "load");
                Answer answer = acknowledge(path + "/release", key, body).expect(200);
                of(held.customer()).releasedReservations.add(held.reservation());
                maybeTwice(new Answered(path + "/release", key, body, answer));
            } else {
                var body = Map.of("credits", units());
                Answer answer = acknowledge(path + "/commit", key, body).expect(200);
                of(held.customer()).committedReservations.add(held.reservation());
                of(held.customer()).balance.addAndGet(-answer.number("committed_credits"));
                maybeTwice(new Answered(path + "/commit", key, body, answer));
            }
        }

        private Map<String, Object> event(String customer, long units) {
            return Map.of("external_customer_id", customer, "billable_metric_key", METRIC, "units", units);
        }

        private void book(String customer, String eventId, long units) {
            of(customer).chargedEvents.add(eventId);
            of(customer).balance.addAndGet(-units * UNIT_COST);
        }
    }
}
