package io.quotastack.platform.config;

import static io.quotastack.platform.config.ConfigPipeline.LIVE;
import static io.quotastack.platform.config.ConfigPipeline.TENANT;
import static io.quotastack.platform.config.ConfigPipeline.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.VariantPatch;
import io.quotastack.core.plan.VariantTerms;

/** What is sold, through the deciding task. */
class CatalogueTopologyTest {

    private ConfigPipeline pipeline;

    @BeforeEach
    void start(@TempDir Path state) {
        pipeline = new ConfigPipeline(state);
        pipeline.send(tenant(TENANT));
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void everyReaderHasAllVersionsOfAVariant() {
        assertThat(pipeline.send(plan()).status()).isEqualTo(201);
        assertThat(pipeline.send(variant()).status()).isEqualTo(201);
        assertThat(pipeline.send(patch(Optional.of(Optional.of("EUR")), 990)).status()).isEqualTo(200);

        Config.EnvironmentConfig environmentConfig = pipeline.readConfig().environment(LIVE);
        assertThat(environmentConfig.variantVersion("var_1", 1).orElseThrow().terms().price()).isEmpty();
        assertThat(environmentConfig.variantVersion("var_1", 2).orElseThrow().terms().price()).hasValue(990L);
        assertThat(environmentConfig.variant("var_1").orElseThrow().version()).isEqualTo(2);
        assertThat(environmentConfig.plan("plan_1")).isPresent();
    }

    @Test
    void aPackageIsAnsweredAndRead() {
        var terms = new TopupPackage.Terms("Small", 1_000, 0, 990, "EUR", Optional.empty(), 0, Map.of());

        assertThat(pipeline.send(new ConfigCommand.CreateTopupPackage(LIVE, "pkg_1", "small", terms)).status())
                .isEqualTo(201);
        assertThat(pipeline.send(new ConfigCommand.ArchiveTopupPackage(LIVE, "pkg_1")).status()).isEqualTo(200);

        assertThat(pipeline.readConfig().environment(LIVE).topupPackage("pkg_1").orElseThrow().archivedAt())
                .isPresent();
    }

    /** CONTRACT 11: an invalid request leaves nothing, also when only the decision could tell that it is invalid. */
    @Test
    void aPatchThatDoesNotFitMayBeCorrectedUnderItsKey() {
        pipeline.send(plan());
        pipeline.send(variant());

        assertThat(pipeline.send("k1", patch(Optional.empty(), 990)).status()).isEqualTo(400);

        ConfigOutcome corrected = pipeline.send("k1", patch(Optional.of(Optional.of("EUR")), 990));
        assertThat(corrected.status()).isEqualTo(200);
        assertThat(corrected.replayed()).isFalse();
    }

    private static ConfigCommand plan() {
        return new ConfigCommand.CreatePlan(LIVE, "plan_1", "pro", "Pro", Optional.empty(), new TreeMap<>());
    }

    private static ConfigCommand variant() {
        return new ConfigCommand.CreateVariant(LIVE, "plan_1", "var_1", "monthly", VariantTerms.every(Interval.MONTH));
    }

    private static ConfigCommand patch(Optional<Optional<String>> currency, long price) {
        return new ConfigCommand.PatchVariant(LIVE, "plan_1", "var_1",
                new VariantPatch(Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.of(Optional.of(price)), currency, Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.empty()));
    }
}
