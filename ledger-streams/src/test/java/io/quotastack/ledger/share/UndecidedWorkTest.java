package io.quotastack.ledger.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.gateway.OverloadedException;

class UndecidedWorkTest {

    private static final TenantEnvironment MANY = new TenantEnvironment(new UUID(1, 1), Environment.TEST);
    private static final TenantEnvironment OTHER = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
    /** By the overhead that is taken for granted at first, which nothing here teaches, a decision takes twice that. */
    private static final long MILLI = 500_000;

    private final Queue<Runnable> later = new ArrayDeque<>();
    private long nanos;
    private int ids;
    private final UndecidedWork work = new UndecidedWork(new UndecidedWork.Limits(Duration.ofMillis(100),
            Duration.ofMillis(100), 1_000, 1_000, Duration.ofSeconds(5)), () -> nanos, later::add);

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
        assertThat(accept(MANY, 500).isIn()).isTrue();
        assertThat(accept(MANY, 1).isIn()).isFalse();
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
    void oneEnvironmentTakesHalfOfTheBatchesThatWait() {
        learn(MANY, 1_000 * MILLI);
        learn(OTHER, 1_000 * MILLI);
        accept(OTHER, 1);

        List<Admission> batches = IntStream.range(0, 40).mapToObj(i -> accept(MANY, 1)).toList();

        assertThat(batches.stream().filter(batch -> batch.admitted().isCompletedExceptionally())).hasSize(8);
        assertThat(accept(OTHER, 1).admitted()).isNotDone();
    }

    @Test
    void oneThatIsSentAgainCountsOnce() {
        learn(MANY, 60 * MILLI);
        CommandEnvelope command = grant(MANY);

        assertThat(work.admitAwaited(command, of -> 0)).isCompleted();
        decide(command, 60 * MILLI);
        assertThat(work.admitAwaited(command, of -> 0)).isCompleted();
        work.forget(command);
        work.forget(command);

        assertThat(in(awaited(MANY, 5))).hasSize(1);
    }

    @Test
    void whatAnotherNodeDecidesNowCountsNoMore() {
        learn(MANY, 100 * MILLI);
        assertThat(work.admitAwaited(grant(MANY), of -> 7)).isCompleted();
        CompletableFuture<Void> next = work.admitAwaited(grant(MANY), of -> 3);
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

    /** What was asked for, and whether there was room. */
    private record Admission(List<CommandEnvelope> commands, CompletableFuture<Void> admitted) {
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
            admissions.add(new Admission(List.of(command), work.admitAwaited(command, of -> 0)));
        }
        return admissions;
    }

    private Admission accept(TenantEnvironment environment, int count) {
        List<CommandEnvelope> commands = IntStream.range(0, count).mapToObj(i -> grant(environment)).toList();
        return new Admission(commands, work.admitAccepted(commands, of -> 0));
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
        List.copyOf(later).forEach(look -> {
            later.remove();
            look.run();
        });
    }

    private CommandEnvelope grant(TenantEnvironment environment) {
        return new CommandEnvelope("c" + ids++, customer(environment), Optional.empty(), 1,
                new Command.ReleaseAllReservations());
    }

    private static CustomerRef customer(TenantEnvironment environment) {
        return CustomerRef.byExternalId(environment, "someone");
    }
}
