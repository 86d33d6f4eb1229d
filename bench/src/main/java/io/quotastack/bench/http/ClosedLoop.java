package io.quotastack.bench.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.HdrHistogram.Histogram;

import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.machine.OtherProcesses;

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
    private static final int WINDOWS_OF_A_MEASUREMENT = 10;
    private static final int WINDOWS_TOGETHER = 5;
    /** Then it is measured as it is: six times as long as the measurement. */
    private static final int MOST_WINDOWS = 60;
    private static final long LONGEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

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

    /** Asks until the rate is steady, then as long as told, and measures the answers of that time. */
    public Load whenSteady(Duration measured, OtherProcesses others) throws InterruptedException {
        return load(measured, others, Optional.of(measured.dividedBy(WINDOWS_OF_A_MEASUREMENT)));
    }

    /** Asks as long as told and measures all answers from the first on. */
    public Load fromTheFirst(Duration measured, OtherProcesses others) throws InterruptedException {
        return load(measured, others, Optional.empty());
    }

    private Load load(Duration measured, OtherProcesses others, Optional<Duration> warmUpWindow)
            throws InterruptedException {
        var number = new AtomicLong();
        var phases = new Phases();
        List<Caller> callers = callers();
        Conditions conditions = inParallel(callers, caller -> caller.callUntilTheEnd(phases, number), running -> {
            try {
                Optional<WarmUp> warmUp = Optional.empty();
                if (warmUpWindow.isPresent()) {
                    warmUp = Optional.of(awaitSteadiness(callers, warmUpWindow.get(), running));
                }
                OtherProcesses.Count count = others.count();
                phases.measure(measured);
                sleep(measured, running);
                return new Conditions(warmUp, count.disturbance());
            } finally {
                phases.end();
            }
        });

        var latencies = new Histogram(LONGEST_MICROS, DIGITS);
        Map<Integer, Long> otherAnswers = new TreeMap<>();
        for (Caller caller : callers) {
            latencies.add(caller.latencies);
            caller.others.forEach((status, count) -> otherAnswers.merge(status, count, Long::sum));
        }
        return new Load(measured.toNanos() / 1e9, latencies, otherAnswers, conditions.warmUp(),
                conditions.disturbance());
    }

    private record Conditions(Optional<WarmUp> warmUp, Disturbance disturbance) {}

    private static WarmUp awaitSteadiness(List<Caller> callers, Duration window, BooleanSupplier running)
            throws InterruptedException {
        long begun = System.nanoTime();
        var steadiness = new Steadiness(WINDOWS_TOGETHER);
        long before = 0;
        for (int i = 0; i < MOST_WINDOWS && !steadiness.steady() && running.getAsBoolean(); i++) {
            sleep(window, running);
            long now = callers.stream().mapToLong(caller -> caller.wantedAnswers.sum()).sum();
            steadiness.add((double) (now - before));
            before = now;
        }
        return new WarmUp(Duration.ofNanos(System.nanoTime() - begun), steadiness.steady());
    }

    /** Less long when the callers end before, which they do only by a fault. */
    private static void sleep(Duration time, BooleanSupplier running) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && running.getAsBoolean(); left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, LONGEST_SLEEP_NANOS));
        }
    }

    /** When the callers begin to count and when they end; as of System.nanoTime. */
    private static final class Phases {

        private volatile boolean measured;
        private volatile boolean ended;
        private volatile long begin;
        private volatile long end;

        void measure(Duration time) {
            begin = System.nanoTime();
            end = begin + time.toNanos();
            measured = true;
        }

        void end() {
            ended = true;
        }

        boolean goOn() {
            return !ended && (!measured || System.nanoTime() - end < 0);
        }

        boolean counts(long answered) {
            return measured && answered - begin >= 0 && answered - end < 0;
        }
    }

    /**
     * Takes the turns 0 to {@code count} − 1; one that finds the server overloaded is taken again.
     *
     * @throws IllegalStateException some other answer came
     */
    public void times(long count) throws InterruptedException {
        var number = new AtomicLong();
        inParallel(callers(), caller -> caller.callTimes(count, number), running -> count);
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

    /** What goes on beside the callers, on the thread that waits for them. */
    @FunctionalInterface
    private interface Beside<T> {
        /** {@code running}: no caller has ended. */
        T run(BooleanSupplier running) throws InterruptedException;
    }

    private static <T> T inParallel(List<Caller> callers, Calls calls, Beside<T> beside) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(callers.size())) {
            List<Future<?>> running = new ArrayList<>();
            for (Caller caller : callers) {
                running.add(threads.submit(() -> {
                    calls.run(caller);
                    return caller;
                }));
            }
            T result = beside.run(() -> running.stream().noneMatch(Future::isDone));
            for (Future<?> caller : running) {
                caller.get();
            }
            return result;
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case IOException io -> new UncheckedIOException(io);
                case RuntimeException bug -> bug;
                case null, default -> new IllegalStateException(e);
            };
        }
    }

    private final class Caller {

        final Histogram latencies = new Histogram(LONGEST_MICROS, DIGITS);
        final Map<Integer, Long> others = new TreeMap<>();
        final LongAdder wantedAnswers = new LongAdder();
        private final Turn turn = turns.get();

        void callUntilTheEnd(Phases phases, AtomicLong number) throws IOException {
            try (Connection connection = Connection.to(server)) {
                while (phases.goOn()) {
                    long sent = System.nanoTime();
                    int status = turn.take(connection, number.getAndIncrement());
                    long answered = System.nanoTime();
                    if (status == wanted) {
                        wantedAnswers.increment();
                    }
                    if (phases.counts(answered)) {
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
