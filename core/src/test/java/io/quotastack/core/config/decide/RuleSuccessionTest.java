package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigScenario.LIVE;
import static io.quotastack.core.config.decide.ConfigScenario.archiveRule;
import static io.quotastack.core.config.decide.ConfigScenario.day;
import static io.quotastack.core.config.decide.ConfigScenario.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Price;
import io.quotastack.core.problem.ProblemType;

/** The rules of a metric, one after the other (CONTRACT 4). */
class RuleSuccessionTest {

    private final ConfigScenario scenario = ConfigScenario.withMetric().at(day(10));

    @Test
    void aRuleIsInForceFromNowWhenNothingElseIsSaid() {
        ConfigResult result = scenario.accepted(rule("r1", Optional.empty()));

        MeteringRule made = ((ConfigResult.RuleCreated) result).rule();
        assertThat(made).isEqualTo(new MeteringRule("r1", "tokens", 1, new Price.PerUnit(3), day(10), day(10),
                Optional.empty()));
        assertThat(inForceAt(day(10))).hasValue("r1");
    }

    @Test
    void versionsCountByCreationAndRulesStandByTheirEffect() {
        scenario.accepted(rule("late", Optional.of(day(20))));
        scenario.accepted(rule("soon", Optional.of(day(15))));

        assertThat(scenario.metricNamed("tokens").rules().all()).extracting(MeteringRule::id, MeteringRule::version)
                .containsExactly(tuple("soon", 2),
                        tuple("late", 1));
    }

    @Test
    void refusesARuleForThePast() {
        assertThat(scenario.refused(rule("r1", Optional.of(day(10).minusMillis(1)))).type())
                .isEqualTo(ProblemType.TIMESTAMP_OUT_OF_RANGE);
        assertThat(scenario.accepted(rule("r1", Optional.of(day(10))))).isNotNull();
    }

    @Test
    void refusesASecondRuleForTheSameInstant() {
        scenario.accepted(rule("r1", Optional.of(day(20))));

        assertThat(scenario.refused(rule("r2", Optional.of(day(20)))).type()).isEqualTo(ProblemType.ALREADY_EXISTS);
    }

    @Test
    void theInstantOfAVanishedRuleIsFreeAgain() {
        scenario.accepted(rule("r1", Optional.of(day(20))));
        scenario.accepted(archiveRule("r1"));

        scenario.accepted(rule("r2", Optional.of(day(20))));

        assertThat(inForceAt(day(21))).hasValue("r2");
    }

    @Test
    void archivingAScheduledRuleLetsItsPredecessorRunOn() {
        scenario.accepted(rule("r1", Optional.empty()));
        scenario.accepted(rule("r2", Optional.of(day(20))));

        scenario.at(day(15)).accepted(archiveRule("r2"));

        assertThat(inForceAt(day(25))).hasValue("r1");
    }

    @Test
    void archivingTheRuleInForceLeavesTheMetricUnpricedUntilTheNext() {
        scenario.accepted(rule("r1", Optional.empty()));
        scenario.accepted(rule("r2", Optional.of(day(20))));

        scenario.at(day(15)).accepted(archiveRule("r1"));

        assertThat(inForceAt(day(14))).hasValue("r1");
        assertThat(inForceAt(day(15))).isEmpty();
        assertThat(inForceAt(day(20))).hasValue("r2");
    }

    @Test
    void archivingARuleAgainChangesNothing() {
        scenario.accepted(rule("r1", Optional.empty()));
        scenario.at(day(15)).accepted(archiveRule("r1"));

        ConfigResult again = scenario.at(day(16)).accepted(archiveRule("r1"));

        assertThat(((ConfigResult.RuleArchived) again).rule().archivedAt()).hasValue(day(15));
        assertThat(scenario.changes(archiveRule("r1"))).isEmpty();
    }

    @Test
    void unknownMetricsAndRulesAreNotFound() {
        assertThat(scenario.refused(new ConfigCommand.CreateRule(LIVE, "r1", "no_such", new Price.Flat(1),
                Optional.empty())).members()).containsEntry("resource", "billable_metric");
        assertThat(scenario.refused(archiveRule("no_such")).members()).containsEntry("resource", "metering_rule");
    }

    @Test
    void anArchivedMetricTakesNoRulesAndPricesNothing() {
        scenario.accepted(rule("r1", Optional.empty()));
        scenario.at(day(15)).accepted(new ConfigCommand.ArchiveMetric(LIVE, "tokens"));

        assertThat(scenario.refused(rule("r2", Optional.empty())).type()).isEqualTo(ProblemType.METRIC_NOT_PRICED);
        assertThat(inForceAt(day(15))).isEmpty();
        assertThat(inForceAt(day(14))).as("what happened before").hasValue("r1");
    }

    private Optional<String> inForceAt(Instant time) {
        return scenario.metricNamed("tokens").ruleInForceAt(time).map(MeteringRule::id);
    }
}
