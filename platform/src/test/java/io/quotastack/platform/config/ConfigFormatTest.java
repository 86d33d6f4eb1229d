package io.quotastack.platform.config;

import static io.quotastack.platform.config.ConfigPipeline.TENANT;
import static io.quotastack.platform.config.ConfigPipeline.metric;
import static io.quotastack.platform.config.ConfigPipeline.rule;
import static io.quotastack.platform.config.ConfigPipeline.tenant;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;

import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.platform.store.GoldenRows;

/** The rows of `config-state` that one story leaves, byte for byte; changes themselves are held by their records. */
class ConfigFormatTest {

    private static final GoldenRows ROWS = new GoldenRows("/formats/config-rows.txt", ConfigFormatTest::kindOf)
            .with(ConfigRows.CHANGE, "change").with(ConfigRows.ANSWER, "answer").with(ConfigRows.LAST_DECISION, "now");

    @TempDir
    private Path directory;

    @Test
    void writesEachRowAsEver() {
        try (var pipeline = new ConfigPipeline(directory)) {
            pipeline.send(tenant(TENANT));
            pipeline.send("k1", metric("tokens"));
            pipeline.send("k2", rule("r1"));

            ROWS.check(pipeline.store());
        }
    }

    @Test
    void readsEachRowThatWasEverWrittenAndWritesItTheSame() {
        ROWS.checkReading();
    }

    @Test
    void hasARowOfEachKind() {
        ROWS.checkKinds(ConfigRows.class);
    }

    private static String kindOf(Bytes key) {
        return new String(key.get(), UTF_8).split("/", 2)[0];
    }
}
