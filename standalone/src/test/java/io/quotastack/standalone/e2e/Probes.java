package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.quotastack.standalone.e2e.Api.Answer;

/**
 * Customers whose balance is changed again and again, one request after the other, as by a client behind a load balancer:
 * what one API does not answer goes to the next with the same key. Each answer is followed by a read, which must show it.
 * Tells how long customers had to wait.
 */
final class Probes implements AutoCloseable {

    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final List<Api> apis;
    private final List<Probe> probes;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> refusals = ConcurrentHashMap.newKeySet();
    private final Set<String> oldReads = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    Probes(List<Api> apis, int customers) {
        this.apis = List.copyOf(apis);
        this.probes = IntStream.range(0, customers).mapToObj(i -> new Probe("probe-" + i)).toList();
    }

    void start() {
        probes.forEach(probe -> threads.add(Thread.ofVirtual().start(probe::run)));
    }

    /** From now on waits count anew. */
    void mark() {
        probes.forEach(Probe::mark);
    }

    /** The longest time since the mark from when a request was first sent to its answer. */
    Duration longestWait() {
        return probes.stream().map(Probe::longestWait).max(Duration::compareTo).orElseThrow();
    }

    /** How long after the mark all customers had an answer to what was first sent after it. */
    Duration allAnsweredAgain(Duration within) {
        return Eventually.within(within,
                () -> probes.stream().map(Probe::answeredAfter).max(Duration::compareTo).orElseThrow(),
                longest -> !longest.isNegative()
                        && probes.stream().noneMatch(probe -> probe.answeredAfter().isNegative()));
    }

    /** Each kind of what came that was no answer. */
    Set<String> refusals() {
        return Set.copyOf(refusals);
    }

    /** Ends, and expects of each customer's balance exactly what was answered. */
    void finish() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            if (!thread.join(Duration.ofMinutes(2))) {
                throw new AssertionError("a probe got no answer");
            }
        }
        assertThat(oldReads).isEmpty();
        probes.forEach(Probe::expectBalance);
    }

    @Override
    public void close() {
        stopping = true;
        threads.forEach(Thread::interrupt);
    }

    private final class Probe {

        private final String customer;
        private int answered;
        private long markNanos = System.nanoTime();
        private long sentNanos = System.nanoTime();
        private boolean waiting;
        private long longestNanos;
        private long answeredAfterNanos = -1;

        Probe(String customer) {
            this.customer = customer;
        }

        void run() {
            for (int i = 0; !stopping; i++) {
                sent();
                answer("probe-" + i);
                done();
                if (readIsOld()) {
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        /** Nobody else writes to the customer, so a read that is answered shows exactly what was. */
        private boolean readIsOld() {
            try {
                Answer read = apis.get(answered % apis.size())
                        .get("/v1/customer-by-external-id/" + customer + "/credits");
                if (read.status() < 500 && read.expect(200).number("balance") != answered) {
                    oldReads.add(customer + ": " + answered + " were answered, and then read " + read.body());
                    return true;
                }
            } catch (UncheckedIOException e) {
                refusals.add("no connection");
            }
            return false;
        }

        private void answer(String key) {
            for (int attempt = customer.hashCode() & 1;; attempt++) {
                try {
                    Answer answer = apis.get(attempt % apis.size()).idempotencyKey(key).post(
                            "/v1/customer-by-external-id/" + customer + "/credits/adjust",
                            Map.of("credits", 1, "reason", "probe"));
                    if (answer.status() < 500) {
                        answer.expect(201);
                        return;
                    }
                    refusals.add(answer.status() + " " + answer.problem()
                            + (answer.headers().firstValue("Retry-After").isPresent() ? "" : " without Retry-After"));
                } catch (UncheckedIOException e) {
                    refusals.add("no connection");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        private synchronized void sent() {
            sentNanos = System.nanoTime();
            waiting = true;
        }

        private synchronized void done() {
            long now = System.nanoTime();
            answered++;
            waiting = false;
            longestNanos = Math.max(longestNanos, now - sentNanos);
            if (answeredAfterNanos < 0 && sentNanos - markNanos >= 0) {
                answeredAfterNanos = now - markNanos;
            }
        }

        synchronized void mark() {
            markNanos = System.nanoTime();
            longestNanos = 0;
            answeredAfterNanos = -1;
        }

        synchronized Duration longestWait() {
            return Duration.ofNanos(Math.max(longestNanos, waiting ? System.nanoTime() - sentNanos : 0));
        }

        synchronized Duration answeredAfter() {
            return Duration.ofNanos(answeredAfterNanos);
        }

        synchronized void expectBalance() {
            var account = new Account(apis.getFirst(), customer);
            Eventually.answers(account::balance, balance -> balance == answered);
            LedgerAudit.check(account);
        }
    }
}
