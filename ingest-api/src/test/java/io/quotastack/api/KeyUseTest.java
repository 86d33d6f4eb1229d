package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quotastack.api.tenant.KeyUse;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.gateway.OverloadedException;

/** When keys were last used is reported about once a minute, and only what changed. */
class KeyUseTest {

    private static final ApiKey KEY = new ApiKey("key_1", ApiFixture.LIVE, "name", "hash", "qs_live_abcd", Set.of(),
            ApiFixture.LONG_AGO, Optional.empty(), Optional.empty());

    private final FakeConfig config = new FakeConfig();
    private final KeyUse keyUse = new KeyUse(config);

    @Test
    void reportsTheMinuteOfUseOnce() {
        Instant before = Instant.now();
        keyUse.used(KEY);
        keyUse.tell();
        keyUse.tell();
        assertThat(config.asked).singleElement().satisfies(asked -> {
            assertThat(asked.owner()).isEqualTo("root");
            assertThat(asked.idempotency()).isEmpty();
            Map<String, Instant> lastUsed = ((ConfigCommand.NoteKeyUse) asked.command()).lastUsed();
            assertThat(lastUsed).containsOnlyKeys("key_1");
            assertThat(lastUsed.values()).allSatisfy(minute -> {
                assertThat(minute.getEpochSecond() % 60).isZero();
                assertThat(minute).isAfter(before.minusSeconds(60));
            });
        });
    }

    @Test
    void reportsNothingWhenNoKeyWasUsed() {
        keyUse.tell();
        assertThat(config.asked).isEmpty();
    }

    @Test
    void reportsAgainWhatCouldNotBeReported() {
        keyUse.used(KEY);
        var working = config.answering;
        config.answering = command -> {
            throw new OverloadedException("busy");
        };
        keyUse.tell();
        config.answering = working;
        keyUse.tell();
        assertThat(config.asked).hasSize(2);
    }

    @Test
    void remembersNoKeyForLongThatLetsNobodyIn() {
        config.apply(new ConfigChange.ApiKeyPut(KEY));
        for (int i = 0; i < 100; i++) {
            keyUse.used(new ApiKey("old_" + i, KEY.tenantEnvironment(), "name", "hash", "qs_live_abcd", Set.of(),
                    ApiFixture.LONG_AGO, Optional.empty(), Optional.empty()));
        }
        keyUse.used(KEY);

        keyUse.tell();
        keyUse.tell();

        assertThat(((ConfigCommand.NoteKeyUse) config.command()).lastUsed()).as("their last use is told").hasSize(101);
        assertThat(keyUse.size()).isOne();
    }
}
