package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigScenario.LIVE;
import static io.quotastack.core.config.decide.ConfigScenario.NOWHERE;
import static io.quotastack.core.config.decide.ConfigScenario.TEST;
import static io.quotastack.core.config.decide.ConfigScenario.day;
import static io.quotastack.core.config.decide.ConfigScenario.topupPackage;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.problem.ProblemType;

/** What is sold as top-ups (CONTRACT 8). */
class TopupPackageTest {

    private final ConfigScenario scenario = ConfigScenario.withTenant().at(day(10));

    @Test
    void aPackageIsFoundByItsId() {
        ConfigResult result = scenario.accepted(topupPackage("small"));

        var made = new TopupPackage("pkg_small", "small", ConfigScenario.packageTerms(), day(10), Optional.empty());
        assertThat(result).isEqualTo(new ConfigResult.TopupPackageCreated(made));
        assertThat(scenario.config.environment(LIVE).topupPackage("pkg_small")).hasValue(made);
        assertThat(scenario.config.environment(LIVE).topupPackage("small")).isEmpty();
    }

    @Test
    void packagesOfOneEnvironmentAreUnknownInTheOther() {
        scenario.accepted(topupPackage("small"));

        assertThat(scenario.config.environment(TEST).topupPackage("pkg_small")).isEmpty();
        assertThat(scenario.refused(new ConfigCommand.ArchiveTopupPackage(TEST, "pkg_small")).members())
                .containsEntry("resource", "topup_package");
    }

    @Test
    void aPatchChangesWhatItNamesAndClearsWhatItClears() {
        scenario.accepted(topupPackage("small"));

        scenario.at(day(11)).accepted(new ConfigCommand.PatchTopupPackage(LIVE, "pkg_small", Optional.of("Small"),
                Optional.of(7L), Optional.empty(), Optional.of(0L), Optional.empty(), Optional.of(Optional.empty()),
                Optional.empty(), Optional.of(Map.of())));

        assertThat(scenario.config.environment(LIVE).topupPackage("pkg_small"))
                .hasValue(new TopupPackage("pkg_small", "small",
                        new TopupPackage.Terms("Small", 7, 100, 0, "EUR", Optional.empty(), 5, Map.of()), day(10),
                        Optional.empty()));
    }

    @Test
    void aPatchThatChangesNothingMakesNoNewVersion() {
        scenario.accepted(topupPackage("small"));

        assertThat(scenario.changes(patchOfCredits("pkg_small", 1_000))).isEmpty();
    }

    @Test
    void creditsAndBonusTogetherAreAnAmount() {
        scenario.accepted(topupPackage("small"));
        var beyond = new TopupPackage.Terms("L", Long.MAX_VALUE, 1, 0, "EUR", Optional.empty(), 0, Map.of());

        assertThat(scenario.refused(new ConfigCommand.CreateTopupPackage(LIVE, "pkg_l", "l", beyond)).type())
                .isEqualTo(ProblemType.AMOUNT_OVERFLOW);
        assertThat(scenario.refused(patchOfCredits("pkg_small", Long.MAX_VALUE - 99)).type())
                .isEqualTo(ProblemType.AMOUNT_OVERFLOW);
        scenario.accepted(patchOfCredits("pkg_small", Long.MAX_VALUE - 100));
    }

    @Test
    void anArchivedPackageStaysReadableAndItsKeyTaken() {
        scenario.accepted(topupPackage("small"));
        scenario.at(day(12)).accepted(new ConfigCommand.ArchiveTopupPackage(LIVE, "pkg_small"));

        assertThat(scenario.config.environment(LIVE).topupPackage("pkg_small").orElseThrow().archivedAt())
                .hasValue(day(12));
        assertThat(scenario.refused(new ConfigCommand.CreateTopupPackage(LIVE, "pkg_other", "small",
                ConfigScenario.packageTerms())).type()).isEqualTo(ProblemType.ALREADY_EXISTS);
        assertThat(scenario.at(day(13)).changes(new ConfigCommand.ArchiveTopupPackage(LIVE, "pkg_small")))
                .as("archived again").isEmpty();
    }

    @Test
    void anEnvironmentHasABoundedNumberOfPackages() {
        for (int i = 0; i < PackageDecisions.MOST_PACKAGES; i++) {
            scenario.accepted(topupPackage("p" + i));
        }

        assertThat(scenario.refused(topupPackage("one-more")).type()).isEqualTo(ProblemType.LIMIT_EXCEEDED);
    }

    @Test
    void unknownTenantsAndPackagesAreNotFound() {
        assertThat(scenario.refused(new ConfigCommand.CreateTopupPackage(NOWHERE, "pkg_1", "one",
                ConfigScenario.packageTerms())).members()).containsEntry("resource", "tenant");
        assertThat(scenario.refused(patchOfCredits("pkg_none", 1)).members()).containsEntry("resource",
                "topup_package");
    }

    private static ConfigCommand patchOfCredits(String id, long credits) {
        return new ConfigCommand.PatchTopupPackage(LIVE, id, Optional.empty(), Optional.of(credits), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
