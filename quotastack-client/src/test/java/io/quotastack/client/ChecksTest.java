package io.quotastack.client;

import static io.quotastack.client.ScriptedService.answer;
import static io.quotastack.client.ScriptedService.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChecksTest {

    private static final CustomerName ALICE = CustomerName.external("alice");
    private static final ScriptedService.Step YES = answer(200, "{\"allowed\": true, \"as_of_sequence\": 1}");
    private static final ScriptedService.Step NO = answer(200, "{\"allowed\": false, \"as_of_sequence\": 2}");
    private static final ScriptedService.Step DOWN = problem(503, "unavailable");
    private static final Checks.Settings DENY = Checks.Settings.of(Checks.InAnOutage.DENY);

    private final AtomicLong nanos = new AtomicLong(-5);

    private void atSecond(long second) {
        nanos.set(TimeUnit.SECONDS.toNanos(second) - 5);
    }

    private CheckAnswer check(Checks checks) {
        return checks.check(ALICE, "images", 3);
    }

    private Checks checks(QuotaStackClient client, Checks.Settings settings) {
        return new Checks(client, settings, nanos::get);
    }

    @Test
    void theServiceIsAskedUnlessAnAnswerMayBeFreshEnough() {
        try (var service = new ScriptedService(YES, NO); var client = service.client()) {
            Checks checks = checks(client, DENY.fresh(Duration.ofSeconds(10)));
            assertThat(check(checks)).isInstanceOf(CheckAnswer.FromService.class);
            atSecond(10);
            assertThat(check(checks)).isInstanceOfSatisfying(CheckAnswer.FromCache.class, kept -> {
                assertThat(kept.allowed()).isTrue();
                assertThat(kept.age()).isEqualTo(Duration.ofSeconds(10));
            });
            atSecond(11);
            assertThat(check(checks).allowed()).isFalse();
            assertThat(service.asked()).hasSize(2);
        }
    }

    @Test
    void withoutAnAnswerTheChoiceDecides() {
        try (var service = new ScriptedService(DOWN); var client = service.client()) {
            for (Checks.InAnOutage choice : Checks.InAnOutage.values()) {
                CheckAnswer answer = check(checks(client, Checks.Settings.of(choice)));
                assertThat(answer).isInstanceOf(CheckAnswer.Otherwise.class);
                assertThat(answer.allowed()).isEqualTo(choice == Checks.InAnOutage.ALLOW);
            }
        }
    }

    @Test
    void anAnswerFromBeforeDecidesWhileItIsNoOlderThanWasAccepted() {
        try (var service = new ScriptedService(YES, DOWN); var client = service.client()) {
            Checks checks = checks(client, DENY.stale(Duration.ofSeconds(5)));
            check(checks);
            atSecond(5);
            assertThat(check(checks)).isInstanceOf(CheckAnswer.FromCache.class);
            assertThat(checks.check(ALICE, "images", 2)).isInstanceOf(CheckAnswer.Otherwise.class);
            assertThat(checks.check(ALICE, "videos", 3)).isInstanceOf(CheckAnswer.Otherwise.class);
            assertThat(checks.check(CustomerName.id("alice"), "images", 3)).isInstanceOf(CheckAnswer.Otherwise.class);
            atSecond(6);
            assertThat(check(checks)).isInstanceOf(CheckAnswer.Otherwise.class);
        }
    }

    @Test
    void theOldestAnswerGoesFirst() {
        try (var service = new ScriptedService(YES, YES, YES, YES, DOWN); var client = service.client()) {
            Checks checks = checks(client, DENY.stale(Duration.ofSeconds(5)).mostKept(2));
            for (long units : new long[] {1, 2, 1, 3}) {
                checks.check(ALICE, "images", units);
            }
            assertThat(checks.check(ALICE, "images", 1)).isInstanceOf(CheckAnswer.FromCache.class);
            assertThat(checks.check(ALICE, "images", 2)).isInstanceOf(CheckAnswer.Otherwise.class);
            assertThat(checks.check(ALICE, "images", 3)).isInstanceOf(CheckAnswer.FromCache.class);
        }
    }

    @Test
    void whatThereIsNoCheckOfIsNoOutage() {
        try (var service = new ScriptedService(YES, problem(404, "not-found"), DOWN, DOWN,
                problem(401, "unauthenticated")); var client = service.client()) {
            Checks checks = checks(client, Checks.Settings.of(Checks.InAnOutage.ALLOW).stale(Duration.ofSeconds(5)));
            check(checks);
            assertThat(check(checks)).isInstanceOf(CheckAnswer.NotCheckable.class);
            assertThat(check(checks)).isInstanceOf(CheckAnswer.Otherwise.class);
            assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> check(checks));
        }
    }

    @Test
    void aServiceThatDoesNotAnswerInTimeHoldsNobodyUp() {
        try (var service = new ScriptedService(ScriptedService.silence()); var client = service.client()) {
            long before = System.nanoTime();
            assertThat(check(checks(client, DENY.within(Duration.ofMillis(50)))))
                    .isInstanceOf(CheckAnswer.Otherwise.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        }
    }
}
