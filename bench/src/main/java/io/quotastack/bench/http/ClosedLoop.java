package io.quotastack.bench.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.HdrHistogram.Histogram;

/**
 * Callers who each wait for their answer before they ask again, one connection and one thread for each. A platform
 * thread, since one that blocks on its own socket costs less than a virtual one, and there are few.
 */
public final class ClosedLoop {

    private static final int OVERLOADED = 503;
    /** How long a caller who was told to come back later stays away. */
    private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(2);
    private static final int DIGITS = 3;

    private final URI server;
    private final int connections;
    private final Supplier<Turn> turns;
    private final int wanted;

    /** Fills in one request before it goes out; called by all connections at once. */
    @FunctionalInterface
    public interface Filler {
        /** {@code number} counts the requests of the loop from 0. */
        void fill(RequestTemplate.Request request, long number);
    }

    /** What one caller does again and again, with the bytes of its requests; each caller has its own. */
    @FunctionalInterface
    public interface Turn {
        /** Asks and answers the status; {@code number} counts the turns of the loop from 0. */
        int take(Connection connection, long number) throws IOException;

        /** One request, filled in and sent. */
        static Turn of(RequestTemplate template, Filler filler) {
            RequestTemplate.Request request = template.request();
            return (connection, number) -> {
                filler.fill(request, number);
                return connection.exchange(request.bytes());
            };
        }
    }

    /** Callers of {@code server} whose turns hope to end with the status {@code wanted}. */
    public ClosedLoop(URI server, int connections, Supplier<Turn> turns, int wanted) {
        this.server = server;
        this.connections = connections;
        this.turns = turns;
        this.wanted = wanted;
    }

    /** Callers who each ask one thing. */
    public ClosedLoop(URI server, int connections, RequestTemplate template, Filler filler, int wanted) {
        this(server, connections, () -> Turn.of(template, filler), wanted);
    }

    /** Asks for as long as told and measures the answers that come after the warm-up. */
    public Load during(Duration warmUp, Duration measured) throws InterruptedException {
        long begin = System.nanoTime() + warmUp.toNanos();
        long end = begin + measured.toNanos();
        var number = new AtomicLong();
        List<Caller> callers = callers();
        inParallel(callers, caller -> caller.callUntil(begin, end, number));

        var latencies = new Histogram(LONGEST_MICROS, DIGITS);
        Map<Integer, Long> others = new TreeMap<>();
        for (Caller caller : callers) {
            latencies.add(caller.latencies);
            caller.others.forEach((status, count) -> others.merge(status, count, Long::sum));
        }
        return new Load(measured.toNanos() / 1e9, latencies, others);
    }

    /**
     * Takes the turns 0 to {@code count} − 1; one that finds the server overloaded is taken again.
     *
     * @throws IllegalStateException some other answer came
     */
    public void times(long count) throws InterruptedException {
        var number = new AtomicLong();
        inParallel(callers(), caller -> caller.callTimes(count, number));
    }

    private List<Caller> callers() {
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            callers.add(new Caller());
        }
        return callers;
    }

    @FunctionalInterface
    private interface Calls {
        void run(Caller caller) throws IOException;
    }

    private static void inParallel(List<Caller> callers, Calls calls) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(callers.size())) {
            List<Future<?>> running = new ArrayList<>();
            for (Caller caller : callers) {
                running.add(threads.submit(() -> {
                    calls.run(caller);
                    return caller;
                }));
            }
            for (Future<?> caller : running) {
                caller.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw new UncheckedIOException(io);
                case RuntimeException bug -> throw bug;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private final class Caller {

        final Histogram latencies = new Histogram(LONGEST_MICROS, DIGITS);
        final Map<Integer, Long> others = new TreeMap<>();
        private final Turn turn = turns.get();

        void callUntil(long begin, long end, AtomicLong number) throws IOException {
            try (Connection connection = Connection.to(server)) {
                for (long sent = System.nanoTime(); sent - end < 0; sent = System.nanoTime()) {
                    int status = turn.take(connection, number.getAndIncrement());
                    long answered = System.nanoTime();
                    if (answered - begin >= 0 && answered - end < 0) {
                        note(status, answered - sent);
                    }
                    if (status == OVERLOADED) {
                        LockSupport.parkNanos(BACK_OFF_NANOS);
                    }
                }
            }
        }

        private void note(int status, long nanos) {
            if (status == wanted) {
                latencies.recordValue(Math.min(nanos / 1_000, LONGEST_MICROS));
            } else {
                others.merge(status, 1L, Long::sum);
            }
        }

        void callTimes(long count, AtomicLong number) throws IOException {
            try (Connection connection = Connection.to(server)) {
                for (long i = number.getAndIncrement(); i < count; i = number.getAndIncrement()) {
                    int status = turn.take(connection, i);
                    while (status == OVERLOADED) {
                        LockSupport.parkNanos(BACK_OFF_NANOS);
                        status = turn.take(connection, i);
                    }
                    if (status != wanted) {
                        throw new IllegalStateException("answer " + status + ": " + connection.body());
                    }
                }
            }
        }
    }
}
