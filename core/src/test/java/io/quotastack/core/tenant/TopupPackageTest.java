package io.quotastack.core.tenant;

import static io.quotastack.core.tenant.ConfigStory.LIVE;
import static io.quotastack.core.tenant.ConfigStory.NOWHERE;
import static io.quotastack.core.tenant.ConfigStory.TEST;
import static io.quotastack.core.tenant.ConfigStory.day;
import static io.quotastack.core.tenant.ConfigStory.topupPackage;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.problem.ProblemType;
import org.junit.jupiter.api.Test;

/** What is sold as top-ups (CONTRACT 8). */
class TopupPackageTest {

    private final ConfigStory story = ConfigStory.withTenant().at(day(10));

    @Test
    void aPackageIsFoundByItsId() {
        ConfigResult result = story.accepted(topupPackage("small"));

        var made = new TopupPackage("pkg_small", "small", ConfigStory.packageTerms(), day(10), Optional.empty());
        assertThat(result).isEqualTo(new ConfigResult.TopupPackageCreated(made));
        assertThat(story.config.world(LIVE).topupPackage("pkg_small")).hasValue(made);
        assertThat(story.config.world(LIVE).topupPackage("small")).isEmpty();
    }

    @Test
    void packagesOfOneEnvironmentAreUnknownInTheOther() {
        story.accepted(topupPackage("small"));

        assertThat(story.config.world(TEST).topupPackage("pkg_small")).isEmpty();
        assertThat(story.refused(new ConfigCommand.ArchiveTopupPackage(TEST, "pkg_small")).members())
                .containsEntry("resource", "topup_package");
    }

    @Test
    void aPatchChangesWhatItNamesAndClearsWhatItClears() {
        story.accepted(topupPackage("small"));

        story.at(day(11)).accepted(new ConfigCommand.PatchTopupPackage(LIVE, "pkg_small", Optional.of("Small"),
                Optional.of(7L), Optional.empty(), Optional.of(0L), Optional.empty(), Optional.of(Optional.empty()),
                Optional.empty(), Optional.of(Map.of())));

        assertThat(story.config.world(LIVE).topupPackage("pkg_small")).hasValue(new TopupPackage("pkg_small", "small",
                new TopupPackage.Terms("Small", 7, 100, 0, "EUR", Optional.empty(), 5, Map.of()), day(10),
                Optional.empty()));
    }

    @Test
    void aPatchThatChangesNothingMakesNoNewVersion() {
        story.accepted(topupPackage("small"));

        assertThat(story.changes(patchOfCredits("pkg_small", 1_000))).isEmpty();
    }

    @Test
    void creditsAndBonusTogetherAreAnAmount() {
        story.accepted(topupPackage("small"));
        var beyond = new TopupPackage.Terms("L", Long.MAX_VALUE, 1, 0, "EUR", Optional.empty(), 0, Map.of());

        assertThat(story.refused(new ConfigCommand.CreateTopupPackage(LIVE, "pkg_l", "l", beyond)).type())
                .isEqualTo(ProblemType.AMOUNT_OVERFLOW);
        assertThat(story.refused(patchOfCredits("pkg_small", Long.MAX_VALUE - 99)).type())
                .isEqualTo(ProblemType.AMOUNT_OVERFLOW);
        story.accepted(patchOfCredits("pkg_small", Long.MAX_VALUE - 100));
    }

    @Test
    void anArchivedPackageStaysReadableAndItsKeyTaken() {
        story.accepted(topupPackage("small"));
        story.at(day(12)).accepted(new ConfigCommand.ArchiveTopupPackage(LIVE, "pkg_small"));

        assertThat(story.config.world(LIVE).topupPackage("pkg_small").orElseThrow().archivedAt()).hasValue(day(12));
        assertThat(story.refused(new ConfigCommand.CreateTopupPackage(LIVE, "pkg_other", "small",
                ConfigStory.packageTerms())).type()).isEqualTo(ProblemType.ALREADY_EXISTS);
        assertThat(story.at(day(13)).changes(new ConfigCommand.ArchiveTopupPackage(LIVE, "pkg_small")))
                .as("archived again").isEmpty();
    }

    @Test
    void anEnvironmentHasABoundedNumberOfPackages() {
        for (int i = 0; i < PackageDecisions.MOST_PACKAGES; i++) {
            story.accepted(topupPackage("p" + i));
        }

        assertThat(story.refused(topupPackage("one-more")).type()).isEqualTo(ProblemType.LIMIT_EXCEEDED);
    }

    @Test
    void unknownTenantsAndPackagesAreNotFound() {
        assertThat(story.refused(new ConfigCommand.CreateTopupPackage(NOWHERE, "pkg_1", "one",
                ConfigStory.packageTerms())).members()).containsEntry("resource", "tenant");
        assertThat(story.refused(patchOfCredits("pkg_none", 1)).members()).containsEntry("resource", "topup_package");
    }

    private static ConfigCommand patchOfCredits(String id, long credits) {
        return new ConfigCommand.PatchTopupPackage(LIVE, id, Optional.empty(), Optional.of(credits), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
