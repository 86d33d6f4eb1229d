package io.quotastack.ledger.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.platform.transport.OwnerCalls;

class UndecidedWorkTest {

    private static final TenantEnvironment MANY = new TenantEnvironment(new UUID(1, 1), Environment.TEST);
    private static final TenantEnvironment FOURTH = new TenantEnvironment(new UUID(1, 4), Environment.LIVE);
    private static final TenantEnvironment THIRD = new TenantEnvironment(new UUID(1, 3), Environment.LIVE);
    private static final TenantEnvironment OTHER = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
    /** By the overhead that is taken for granted at first, which nothing here teaches, a decision takes twice that. */
    private static final long MILLI = 500_000;
    private static final UndecidedWork.Limits LIMITS = new UndecidedWork.Limits(Duration.ofMillis(100),
            Duration.ofMillis(100), 1_000, 1_000, Duration.ofSeconds(5));

    private final Queue<Runnable> later = new ArrayDeque<>();
    private long nanos;
    private int ids;
    private final UndecidedWork work = new UndecidedWork(LIMITS, () -> nanos, later::add, later::add, Runnable::run);

    @Test
    void anEnvironmentPutsNoMoreBeforeOthersThanItsShareOfTime() {
        learn(MANY, 10 * MILLI);

        List<Admission> admissions = awaited(MANY, 30);

        assertThat(in(admissions)).hasSize(10);
        assertThat(awaited(OTHER, 1).getFirst().isIn()).as("the share of another").isTrue();

        admissions.subList(0, 5).forEach(admission -> decide(admission.command(), 10 * MILLI));
        look();
        assertThat(in(admissions)).as("in the order in which they came").isEqualTo(admissions.subList(0, 15));
    }

    @Test
    void whatIsCheapGoesInByTheThousand() {
        learn(MANY, MILLI / 100);

        assertThat(in(awaited(MANY, 2_000))).hasSize(1_000);
    }

    /** Clocks are set before they are moved, which costs nothing; a move of a year may book thousands of entries. */
    @Test
    void movesOfClocksGoInOneAfterTheOtherHoweverCheapThoseBeforeWere() {
        for (int i = 0; i < 500; i++) {
            decide(move(MANY), MILLI / 100);
        }
        CommandEnvelope first = move(MANY);

        assertThat(work.admitAwaited(first, 0)).isCompleted();
        CompletableFuture<Void> second = work.admitAwaited(move(MANY), 0);
        assertThat(second).isNotDone();
        assertThat(awaited(OTHER, 1).getFirst().isIn()).as("the share of another").isTrue();

        decide(first, MILLI / 100);
        look();
        assertThat(second).isCompleted();
    }

    /** It may be as dear as anything, whatever was cheap an hour ago. */
    @Test
    void aBurstAfterRestGoesInAsFastAsItIsDecided() {
        learn(MANY, MILLI / 100);
        nanos += Duration.ofSeconds(2).toNanos();

        List<Admission> admissions = awaited(MANY, 500);
        assertThat(in(admissions)).hasSize(32);

        admissions.subList(0, 32).forEach(admission -> decide(admission.command(), MILLI / 100));
        look();
        assertThat(in(admissions)).hasSize(32 + 32 + 2 * 32);
        admissions.subList(32, 128).forEach(admission -> decide(admission.command(), MILLI / 100));
        look();
        look(); // 256 a turn
        assertThat(in(admissions)).hasSize(128 + 32 + 2 * 128);
        admissions.subList(128, 416).forEach(admission -> decide(admission.command(), 20 * MILLI));
        look();
        assertThat(in(admissions).size()).as("the others are dear").isLessThan(416 + 10);
    }

    @Test
    void whatIsDearAmongMuchThatIsCheapCounts() {
        learn(MANY, MILLI / 100);
        for (int i = 0; i < 200; i++) {
            decide(grant(MANY), i % 20 == 0 ? 40 * MILLI : MILLI / 100);
        }

        assertThat(in(awaited(MANY, 1_000)).size()).as("2 ms each, on the average").isBetween(20, 100);
    }

    @Test
    void oneIsAlwaysLetInHoweverDear() {
        learn(MANY, 10_000 * MILLI);

        assertThat(in(awaited(MANY, 3))).hasSize(1);
        assertThat(accept(MANY, 1).isIn()).isTrue();
        assertThat(accept(MANY, 1).isIn()).isFalse();
    }

    @Test
    void aBatchGoesInAsThereIsRoom() {
        learn(MANY, 20 * MILLI);

        Admission batch = accept(MANY, 12);

        assertThat(batch.handedOver()).isEqualTo(batch.commands().subList(0, 5));
        assertThat(batch.admitted()).isNotDone();

        batch.commands().subList(0, 3).forEach(command -> decide(command, 20 * MILLI));
        look();
        assertThat(batch.handedOver()).isEqualTo(batch.commands().subList(0, 8));
        batch.commands().subList(3, 8).forEach(command -> decide(command, 20 * MILLI));
        look();
        assertThat(batch.handedOver()).isEqualTo(batch.commands());
        assertThat(batch.isIn()).isTrue();
    }

    @Test
    void aSteadyStreamOfOthersKeepsNoBatchOut() {
        learn(MANY, 10 * MILLI);
        learn(OTHER, 10 * MILLI);
        learn(THIRD, 10 * MILLI);
        learn(FOURTH, 10 * MILLI);
        Queue<CommandEnvelope> stream = new ArrayDeque<>(accept(OTHER, 10).commands());
        stream.addAll(accept(THIRD, 10).commands());
        stream.addAll(accept(FOURTH, 10).commands());

        Admission batch = accept(MANY, 50);
        for (int i = 0; i < 300; i++) {
            CommandEnvelope oldest = stream.remove();
            decide(oldest, 10 * MILLI);
            stream.addAll(accept(oldest.customer().key().tenantEnvironment(), 1).commands());
            batch.handedOver().forEach(command -> decide(command, 10 * MILLI));
            look();
        }

        assertThat(batch.isIn()).isTrue();
    }

    @Test
    void whatIsDearGetsItsTurnAmongWhatIsCheap() {
        learn(MANY, 90 * MILLI);
        learn(OTHER, 10 * MILLI);
        learn(THIRD, 10 * MILLI);
        learn(FOURTH, 10 * MILLI);
        List<CommandEnvelope> others = accept(OTHER, 10).commands();
        assertThat(accept(THIRD, 10).isIn()).isTrue();
        assertThat(accept(FOURTH, 10).isIn()).isTrue();

        Admission dear = accept(MANY, 1);
        decide(others.getFirst(), 10 * MILLI);
        Admission cheap = accept(OTHER, 1);
        look();

        assertThat(dear.isIn()).as("the first of its environment, while there is any room").isTrue();
        assertThat(cheap.isIn()).as("came later").isFalse();
    }

    @Test
    void aBatchThatIsPartlyInIsNotCalledUndone() {
        learn(MANY, 60 * MILLI);
        Admission partly = accept(MANY, 2);
        Admission notAtAll = accept(MANY, 1);

        nanos += Duration.ofSeconds(5).toNanos();
        look();

        assertThat(partly.admitted()).failsWithin(Duration.ZERO).withThrowableThat()
                .withCauseInstanceOf(OutcomePendingException.class);
        assertThat(notAtAll.admitted()).failsWithin(Duration.ZERO).withThrowableThat()
                .withCauseInstanceOf(OverloadedException.class);
    }

    @Test
    void whatCannotBeAppendedAfterAllLeavesItsShare() {
        learn(MANY, 60 * MILLI);
        CompletableFuture<Void> atOnce = work.admitAccepted(List.of(grant(MANY)), of -> 0,
                UndecidedWorkTest::moved);
        assertThat(atOnce).failsWithin(Duration.ZERO).withThrowableThat()
                .withCauseInstanceOf(ShardMovedException.class);

        Admission first = accept(MANY, 1);
        CompletableFuture<Void> waiting = work.admitAccepted(List.of(grant(MANY), grant(MANY)), of -> 0,
                UndecidedWorkTest::moved);
        Admission next = accept(MANY, 1);
        decide(first.command(), 60 * MILLI);
        look();
        assertThat(waiting).failsWithin(Duration.ZERO).withThrowableThat()
                .withCauseInstanceOf(ShardMovedException.class);
        look();
        assertThat(next.isIn()).isTrue();
    }

    private static void moved(List<CommandEnvelope> commands) {
        throw new ShardMovedException();
    }

    @Test
    void whatBreaksALookLosesNobody() {
        learn(MANY, 60 * MILLI);
        Admission first = accept(MANY, 1);
        var broken = new AtomicBoolean();
        CompletableFuture<Void> waiting = work.admitAccepted(List.of(grant(MANY)), of -> {
            if (broken.compareAndSet(false, true)) {
                throw new StackOverflowError();
            }
            return 0;
        }, commands -> {});
        decide(first.command(), 60 * MILLI);

        assertThatThrownBy(this::look).isInstanceOf(StackOverflowError.class);
        look();

        assertThat(waiting).isCompleted();
    }

    @Test
    @Timeout(60)
    void oneThatIsHeldUpHoldsUpNobodyElse() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                var onThreads = new UndecidedWork(LIMITS, () -> nanos, later::add, later::add, threads)) {
            CommandEnvelope one = grant(MANY);
            CommandEnvelope other = grant(OTHER);
            onThreads.admitAwaited(one, 0).join();
            onThreads.admitAwaited(other, 0).join();
            var release = new CountDownLatch(1);
            CompletableFuture<Void> heldUp = onThreads.admitAwaited(grant(MANY), 0)
                    .thenRun(() -> awaitUninterruptibly(release));
            CompletableFuture<Void> next = onThreads.admitAwaited(grant(OTHER), 0);
            assertThat(heldUp).isNotDone();

            onThreads.forget(one);
            onThreads.forget(other);
            look();

            next.join();
            assertThat(heldUp).isNotDone();
            release.countDown();
            heldUp.join();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aNodeThatAsksAnotherOneHearsOfTooMuchBeforeItGivesUp() {
        Duration patience = UndecidedWork.Limits.of(10_000, 20_000).patience();

        assertThat(patience.plusSeconds(1)).isLessThan(OwnerCalls.Patience.DEFAULT.once());
    }

    @Test
    void oneDecisionThatWaitedForSomethingElseIsSoonForgotten() {
        learn(MANY, MILLI / 10);
        decide(grant(MANY), 60_000 * MILLI);
        for (int i = 0; i < 100; i++) {
            decide(grant(MANY), MILLI / 10);
        }

        assertThat(in(awaited(MANY, 1_000)).size()).isGreaterThan(50);
    }

    @Test
    void whoeverWaitsHearsThatTheNodeStops() {
        learn(MANY, 60 * MILLI);
        CompletableFuture<Void> waiting = awaited(MANY, 2).getLast().admitted();

        work.close();

        assertThat(waiting).failsWithin(Duration.ZERO).withThrowableThat()
                .withCauseInstanceOf(UnavailableException.class);
    }

    @Test
    void batchesOfEnvironmentsTakeTurns() {
        learn(MANY, MILLI);
        learn(OTHER, MILLI);
        Admission first = accept(MANY, 100);
        Admission second = accept(OTHER, 100);
        List<Admission> waiting = IntStream.range(0, 10).mapToObj(i -> accept(MANY, 100)).toList();
        Admission late = accept(OTHER, 100);
        assertThat(in(waiting)).isEmpty();

        first.commands().forEach(command -> decide(command, MILLI));
        second.commands().forEach(command -> decide(command, MILLI));
        look();

        assertThat(in(waiting)).hasSize(1);
        assertThat(late.isIn()).as("ahead of nine that came before it").isTrue();
    }

    @Test
    void whoeverWaitsTooLongIsRefusedAndTheRestIsLetIn() {
        learn(MANY, 200 * MILLI);
        Admission first = awaited(MANY, 1).getFirst();
        Admission tooLong = awaited(MANY, 1).getFirst();
        nanos += Duration.ofSeconds(3).toNanos();
        Admission inTime = awaited(MANY, 1).getFirst();
        nanos += Duration.ofSeconds(3).toNanos();
        look();
        assertThat(tooLong.admitted()).failsWithin(Duration.ZERO).withThrowableThat()
                .withCauseInstanceOf(OverloadedException.class);

        work.forget(first.command());
        look();

        assertThat(inTime.isIn()).isTrue();
    }

    @Test
    void soManyWaitAndNoMore() {
        learn(MANY, 1_000 * MILLI);

        List<Admission> admissions = awaited(MANY, 1_002);

        assertThat(admissions.getLast().admitted()).isCompletedExceptionally();
        assertThat(admissions.get(1_000).admitted()).isNotDone();
    }

    @Test
    void oneEnvironmentTakesAThirdOfTheBatchesThatWait() {
        learn(MANY, 1_000 * MILLI);
        learn(OTHER, 1_000 * MILLI);
        accept(OTHER, 1);

        List<Admission> batches = IntStream.range(0, 40).mapToObj(i -> accept(MANY, 1)).toList();

        assertThat(batches.stream().filter(batch -> batch.admitted().isCompletedExceptionally())).hasSize(19);
        assertThat(accept(OTHER, 1).admitted()).isNotDone();
    }

    @Test
    void oneThatIsSentAgainCountsOnce() {
        learn(MANY, 60 * MILLI);
        CommandEnvelope command = grant(MANY);

        assertThat(work.admitAwaited(command, 0)).isCompleted();
        decide(command, 60 * MILLI);
        assertThat(work.admitAwaited(command, 0)).isCompleted();
        work.forget(command);
        work.forget(command);

        assertThat(in(awaited(MANY, 5))).hasSize(1);
    }

    @Test
    void whatAnotherNodeDecidesNowCountsNoMore() {
        learn(MANY, 100 * MILLI);
        assertThat(work.admitAwaited(grant(MANY), 7)).isCompleted();
        CompletableFuture<Void> next = work.admitAwaited(grant(MANY), 3);
        assertThat(next).isNotDone();

        work.keepOnly(Set.of(3));
        look();

        assertThat(next).isCompleted();
    }

    @Test
    void slowTicksAreFew() {
        for (int i = 0; i < 50; i++) {
            work.decided(new CommandEnvelope("t" + i, customer(MANY), Optional.empty(), 1, new Command.Tick()),
                    50 * MILLI);
        }

        assertThat(work.ticksInAShare()).isEqualTo(2);
    }

    /** Callers, and one who decides what comes into the log: all comes there once, in its order, and nothing is left behind. */
    @Test
    @Timeout(60)
    void whateverHappensAtTheSameTimeAllGoesInAndNothingIsLeft() throws Exception {
        var log = new LinkedBlockingQueue<CommandEnvelope>();
        List<CommandEnvelope> decided = new ArrayList<>();
        int batches = 40;
        int each = 30;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                var busy = new UndecidedWork(
                        new UndecidedWork.Limits(Duration.ofMillis(1), Duration.ofMillis(1), 10, 30,
                                Duration.ofSeconds(50)),
                        threads)) {
            List<List<CommandEnvelope>> all = IntStream.range(0, batches).mapToObj(batch -> IntStream.range(0, each)
                    .mapToObj(i -> grant(batch % 2 == 0 ? MANY : OTHER)).toList()).toList();
            var places = new Semaphore(20);
            List<Future<?>> callers = new ArrayList<>();
            for (List<CommandEnvelope> batch : all) {
                callers.add(threads.submit(() -> {
                    places.acquireUninterruptibly();
                    busy.admitAccepted(batch, of -> 0, log::addAll).join();
                    CommandEnvelope one = grant(MANY, batch.getFirst().commandId() + "-awaited");
                    busy.admitAwaited(one, 0).join();
                    log.add(one);
                    places.release();
                }));
            }
            for (int i = 0; i < batches * (each + 1); i++) {
                CommandEnvelope next = log.take();
                decided.add(next);
                busy.decided(next, 20_000);
            }
            for (Future<?> caller : callers) {
                caller.get();
            }

            for (List<CommandEnvelope> batch : all) {
                assertThat(decided.stream().filter(batch::contains).toList()).isEqualTo(batch);
            }
            for (int i = 0; i < 100; i++) {
                busy.decided(grant(MANY), 200_000_000);
            }
            assertThat(busy.admitAwaited(grant(MANY), 0)).as("nothing is undecided").isCompleted();
            assertThat(busy.admitAccepted(List.of(grant(MANY)), of -> 0, in -> {})).isCompleted();
        }
    }

    /** What was asked for, and whether there was room. */
    private record Admission(
            List<CommandEnvelope> commands,
            CompletableFuture<Void> admitted,
            List<CommandEnvelope> handedOver) {
        CommandEnvelope command() {
            return commands.getFirst();
        }

        boolean isIn() {
            return admitted.isDone() && !admitted.isCompletedExceptionally();
        }
    }

    private List<Admission> awaited(TenantEnvironment environment, int count) {
        List<Admission> admissions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CommandEnvelope command = grant(environment);
            admissions.add(new Admission(List.of(command), work.admitAwaited(command, 0), List.of()));
        }
        return admissions;
    }

    private Admission accept(TenantEnvironment environment, int count) {
        List<CommandEnvelope> commands = IntStream.range(0, count).mapToObj(i -> grant(environment)).toList();
        List<CommandEnvelope> handedOver = new ArrayList<>();
        return new Admission(commands, work.admitAccepted(commands, of -> 0, handedOver::addAll), handedOver);
    }

    private static List<Admission> in(List<Admission> admissions) {
        return admissions.stream().filter(Admission::isIn).toList();
    }

    /** So long its commands took so far. */
    private void learn(TenantEnvironment environment, long took) {
        for (int i = 0; i < 500; i++) {
            decide(grant(environment), took);
        }
    }

    private void decide(CommandEnvelope command, long took) {
        work.decided(command, took);
    }

    private void look() {
        List<Runnable> looks = List.copyOf(later);
        later.clear();
        looks.forEach(Runnable::run);
    }

    private CommandEnvelope grant(TenantEnvironment environment) {
        return grant(environment, "c" + ids++);
    }

    private static CommandEnvelope grant(TenantEnvironment environment, String id) {
        return new CommandEnvelope(id, customer(environment), Optional.empty(), 1,
                new Command.ReleaseAllReservations());
    }

    private CommandEnvelope move(TenantEnvironment environment) {
        return new CommandEnvelope("m" + ids++, customer(environment), Optional.empty(), 1,
                new Command.MoveTestClock(Instant.EPOCH));
    }

    private static CustomerRef customer(TenantEnvironment environment) {
        return CustomerRef.byExternalId(environment, "someone");
    }
}
