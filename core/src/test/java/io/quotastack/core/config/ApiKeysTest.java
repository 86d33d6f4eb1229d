package io.quotastack.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.ApiKey;

class ApiKeysTest {

    private static final TenantEnvironment LIVE = new TenantEnvironment(new UUID(1, 1), Environment.LIVE);
    private static final TenantEnvironment OTHER = new TenantEnvironment(new UUID(1, 2), Environment.LIVE);
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    @Test
    void ofRevokedKeysTheLatestAreKeptHoweverTheChangesCome() {
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < ApiKeys.REVOKED_KEPT + 300; i++) {
            keys.add(key(LIVE, i, Optional.of(START.plusSeconds(i / 2)))); // two at an instant
        }
        keys.add(key(LIVE, 5_000, Optional.empty()));
        keys.add(key(OTHER, 5_001, Optional.of(START)));
        ApiKeys atOnce = ApiKeys.NONE.with(keys);
        Collections.shuffle(keys, new Random(20_261_126));

        ApiKeys oneByOne = ApiKeys.NONE;
        for (ApiKey key : keys) {
            oneByOne = oneByOne.with(List.of(key));
        }

        assertThat(oneByOne).isEqualTo(atOnce);
        assertThat(atOnce.size()).isEqualTo(ApiKeys.REVOKED_KEPT + 2);
        assertThat(atOnce.of(LIVE)).hasSize(ApiKeys.REVOKED_KEPT + 1);
        assertThat(atOnce.ofHash("hash299")).isEmpty();
        assertThat(atOnce.ofId("id299")).isEmpty();
        assertThat(atOnce.ofHash("hash300")).isPresent();
        assertThat(atOnce.ofHash("hash5000")).as("in force").isPresent();
        assertThat(atOnce.ofHash("hash5001")).as("of another").isPresent();
    }

    @Test
    void aKeyThatIsRevokedTakesItsOwnPlace() {
        ApiKeys keys = ApiKeys.NONE.with(List.of(key(LIVE, 1, Optional.empty())));

        ApiKeys after = keys.with(List.of(key(LIVE, 1, Optional.of(START))));

        assertThat(after.of(LIVE)).hasSize(1);
        assertThat(after.ofHash("hash1").flatMap(ApiKey::revokedAt)).contains(START);
        assertThat(keys.ofHash("hash1").flatMap(ApiKey::revokedAt)).as("the one before").isEmpty();
    }

    private static ApiKey key(TenantEnvironment environment, int i, Optional<Instant> revokedAt) {
        return new ApiKey("id" + i, environment, "name", "hash" + i, "qs_live_", Set.of(), START, Optional.empty(),
                revokedAt);
    }
}
