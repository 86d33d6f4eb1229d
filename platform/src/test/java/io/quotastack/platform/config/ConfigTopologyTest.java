package io.quotastack.platform.config;

import static io.quotastack.platform.config.ConfigPipeline.LIVE;
import static io.quotastack.platform.config.ConfigPipeline.OWNER;
import static io.quotastack.platform.config.ConfigPipeline.START;
import static io.quotastack.platform.config.ConfigPipeline.TENANT;
import static io.quotastack.platform.config.ConfigPipeline.body;
import static io.quotastack.platform.config.ConfigPipeline.key;
import static io.quotastack.platform.config.ConfigPipeline.metric;
import static io.quotastack.platform.config.ConfigPipeline.rule;
import static io.quotastack.platform.config.ConfigPipeline.tenant;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.WebhookPatch;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.platform.store.UnreadableRowException;

class ConfigTopologyTest {

    private ConfigPipeline pipeline;

    @BeforeEach
    void start(@TempDir Path state) {
        pipeline = new ConfigPipeline(state);
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void theOutcomesVersionIsTheSnapshotThatHasTheChange() {
        ConfigOutcome outcome = pipeline.send(tenant(TENANT));

        Config config = pipeline.readConfig();
        assertThat(outcome.configVersion()).isEqualTo(3).isEqualTo(config.version());
        assertThat(config.tenants().containsKey(TENANT)).isTrue();
        assertThat(config.keys().size()).isEqualTo(2);
    }

    @Test
    void aTenantIsAnsweredWithItsKeysAsShown() {
        ConfigOutcome outcome = pipeline.send(tenant(TENANT));

        assertThat(outcome.status()).isEqualTo(201);
        assertThat(body(outcome).at("/tenant_id").asText()).isEqualTo(TENANT.toString());
        assertThat(body(outcome).at("/live_key/key").isNull()).isTrue();
        assertThat(body(outcome).at("/test_key/key_shown").asBoolean()).isTrue();
    }

    @Test
    void whatIsMadeIs201AndWhatIsChanged200() {
        pipeline.send(tenant(TENANT));

        assertThat(pipeline.send(metric("tokens")).status()).isEqualTo(201);
        assertThat(pipeline.send(rule("r1")).status()).isEqualTo(201);
        assertThat(pipeline.send(new ConfigCommand.CreateApiKey(LIVE, key("ci"), Set.of())).status()).isEqualTo(201);
        assertThat(pipeline.send(new ConfigCommand.RevokeApiKey(LIVE, "key_ci")).status()).isEqualTo(200);
        assertThat(pipeline.send(new ConfigCommand.PatchSettings(LIVE, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(3))).status()).isEqualTo(200);
        assertThat(pipeline.send(new ConfigCommand.PatchMetric(LIVE, "tokens", Optional.of("T"), Optional.empty()))
                .status()).isEqualTo(200);
        assertThat(pipeline.after(Duration.ofMillis(1)).send(new ConfigCommand.ArchiveRule(LIVE, "r1")).status())
                .isEqualTo(200);
        assertThat(pipeline.send(new ConfigCommand.ArchiveMetric(LIVE, "tokens")).status()).isEqualTo(200);
        assertThat(pipeline.send(new ConfigCommand.SetRootKey("abc")).status()).isEqualTo(200);
        assertThat(pipeline.send(new ConfigCommand.NoteKeyUse(Map.of("key_ci", START))).status()).isEqualTo(200);
    }

    @Test
    void aRuleIsAnsweredAsItStandsAtTheDecision() {
        pipeline.send(tenant(TENANT));
        pipeline.send(metric("tokens"));

        ConfigOutcome outcome = pipeline.send(rule("r1"));

        assertThat(body(outcome).at("/id").asText()).isEqualTo("r1");
        assertThat(body(outcome).at("/unit_cost").asLong()).isEqualTo(3);
        assertThat(body(outcome).at("/effective_at").asText()).isEqualTo("2026-11-01T00:00:00.000Z");
        assertThat(body(outcome).at("/status").asText()).isEqualTo("active");
    }

    @Test
    void aRefusalIsAProblemOfTheRequestAndChangesNothing() {
        pipeline.send(tenant(TENANT));
        pipeline.send(metric("tokens"));
        pipeline.readConfig();

        ConfigOutcome refused = pipeline.send("k1", metric("tokens"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(body(refused).at("/type").asText()).isEqualTo("urn:quotastack:problem:already-exists");
        assertThat(body(refused).at("/request_id").asText()).isEqualTo("req_3");
        assertThat(body(refused).at("/instance").asText()).isEqualTo("/v1/path");
        assertThat(pipeline.changes.isEmpty()).isTrue();
    }

    @Test
    void theSameKeyGetsTheSameAnswerAndRunsOnce() {
        pipeline.send(tenant(TENANT));

        ConfigOutcome first = pipeline.send("k1", metric("tokens"));
        ConfigOutcome second = pipeline.after(Duration.ofHours(23)).send("k1", metric("tokens"));

        assertThat(first.replayed()).isFalse();
        assertThat(second.replayed()).isTrue();
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(pipeline.readConfig().version()).isEqualTo(4);
    }

    @Test
    void aRefusalIsReplayedToTheByteWithTheFirstRequestsId() {
        ConfigOutcome first = pipeline.send("k1", metric("tokens"));
        pipeline.send(tenant(TENANT));

        ConfigOutcome second = pipeline.send("k1", metric("tokens"));

        assertThat(first.status()).isEqualTo(404);
        assertThat(body(first).at("/resource").asText()).isEqualTo("tenant");
        assertThat(second.replayed()).isTrue();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.commandId()).isNotEqualTo(first.commandId());
    }

    @Test
    void theSameKeyForSomethingElseIsRefusedAndKeepsTheFirstAnswer() {
        pipeline.send(tenant(TENANT));
        pipeline.send("k1", metric("tokens"));

        ConfigOutcome other = pipeline.send("k1", metric("calls"));

        assertThat(other.status()).isEqualTo(422);
        assertThat(body(other).at("/type").asText()).isEqualTo("urn:quotastack:problem:idempotency-key-reused");
        assertThat(body(other).at("/request_id").asText()).isEqualTo(other.commandId());
        assertThat(other.replayed()).isFalse();
        assertThat(pipeline.send("k1", metric("tokens")).replayed()).isTrue();
        assertThat(pipeline.readConfig().environment(LIVE).metrics()).containsOnlyKeys("tokens");
    }

    @Test
    void aKeyIsItsOwnersOnly() {
        pipeline.send(tenant(TENANT));
        pipeline.send("k1", metric("tokens"));

        ConfigOutcome others = pipeline.send("root", Optional.of(new Idempotency("k1", "print", "/v1/tenants")),
                tenant(new UUID(0, 2)));

        assertThat(others.status()).isEqualTo(201);
        assertThat(others.replayed()).isFalse();
    }

    @Test
    void anAnswerHasItsTimeAndIsThenSwept() {
        pipeline.send(tenant(TENANT));
        for (int i = 0; i < 100; i++) {
            pipeline.send("k" + i, metric("metric_" + i));
        }

        ConfigOutcome later = pipeline.after(ConfigState.KEPT_FOR).send("k99", metric("metric_99"));
        for (int i = 0; i < 20; i++) {
            pipeline.send(new ConfigCommand.SetRootKey("abc"));
        }

        assertThat(later.replayed()).isFalse();
        assertThat(later.status()).as("decided anew").isEqualTo(409);
        assertThat(rows("answer/")).as("the new answer").isEqualTo(1);
    }

    @Test
    void aRuleThatOutgrowsARecordIsRefused() {
        pipeline.send(tenant(TENANT));
        pipeline.send(metric("tokens"));

        ConfigOutcome outcome = pipeline.send(new ConfigCommand.CreateRule(LIVE, "r1", "tokens",
                new Price.Tiered(TierMode.GRADUATED, Scope.EVENT, manyTiers(30_000)), Optional.empty()));

        assertThat(outcome.status()).isEqualTo(422);
        assertThat(body(outcome).at("/type").asText()).isEqualTo("urn:quotastack:problem:limit-exceeded");
        assertThat(pipeline.readConfig().environment(LIVE).metric("tokens").orElseThrow().rules().all()).isEmpty();
    }

    @Test
    void aMetricThatHasGrownToItsLimitCanStillBeStopped() {
        pipeline.send(tenant(TENANT));
        pipeline.send(metric("tokens"));
        pipeline.send(rule("r1"));
        int most = mostDescription();
        assertThat(describe(most).status()).as("as large as may be").isEqualTo(200);
        assertThat(describe(most + 1).status()).isEqualTo(422);

        assertThat(pipeline.send(new ConfigCommand.ArchiveRule(LIVE, "r1")).status()).isEqualTo(200);
        assertThat(pipeline.send(new ConfigCommand.ArchiveMetric(LIVE, "tokens")).status()).isEqualTo(200);
        assertThat(describe(most).status()).as("it is over the limit now, but this makes it no larger").isEqualTo(200);
        assertThat(describe(most + 1).status()).isEqualTo(422);
        assertThat(pipeline.readConfig().environment(LIVE).metric("tokens").orElseThrow().archivedAt()).isPresent();
    }

    @Test
    void whoeverChangesALargeThingOverAndOverIsStoppedAndMayStillArchiveIt() {
        pipeline.send(tenant(TENANT));
        pipeline.send(metric("tokens"));
        int changes = 0;
        while (describe((500 << 10) - changes % 2).status() == 200) {
            changes++;
        }

        assertThat(changes).isBetween(125, 140);
        assertThat(pipeline.send(metric("calls")).status()).as("what supersedes nothing").isEqualTo(201);
        assertThat(pipeline.send(new ConfigCommand.ArchiveMetric(LIVE, "tokens")).status()).isEqualTo(200);
        assertThat(pipeline.after(Duration.ofDays(2)).send(new ConfigCommand.PatchMetric(LIVE, "tokens",
                Optional.empty(), Optional.of(Optional.empty()))).status()).as("later").isEqualTo(200);
    }

    @Test
    void aSecretIsSealedAnewHoweverMuchTheTenantHasChanged() {
        pipeline.send(tenant(TENANT));
        var sealed = new SealedSecret(Optional.of("old"), "sealed", "mark");
        var webhooks = new WebhookPatch(Optional.of(Optional.of("https://example.com/" + "x".repeat(500))),
                Optional.of(Optional.of(sealed)), Optional.empty());
        var settings = new ConfigCommand.PatchSettings(LIVE, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), webhooks);
        assertThat(pipeline.send(settings).status()).isEqualTo(200);
        for (int length = 500 << 10; length > 16; length /= 4) {
            pipeline.send(metric("m" + length));
            int changes = 0;
            while (describe("m" + length, length - changes % 2).status() == 200) {
                changes++; // until nothing of that size may be superseded any more
            }
        }
        assertThat(pipeline.send(new ConfigCommand.PatchSettings(LIVE, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(3))).status()).isEqualTo(422);

        assertThat(pipeline.send(new ConfigCommand.ResealSecret(LIVE, sealed,
                new SealedSecret(Optional.of("new"), "sealed", "mark"))).status()).isEqualTo(200);
    }

    @Test
    void keysThatWereRevokedLongAgoLeaveNothingBehind() {
        pipeline.send(tenant(TENANT));
        for (int i = 0; i < 1_010; i++) {
            pipeline.send(new ConfigCommand.CreateApiKey(LIVE, key("k" + i), Set.of()));
            pipeline.after(Duration.ofMillis(1)).send(new ConfigCommand.RevokeApiKey(LIVE, "key_k" + i));
        }

        Config config = pipeline.readConfig();
        assertThat(rows("change/key/")).isEqualTo(config.keys().size());
        assertThat(config.keys().ofId("key_k9")).isEmpty();
        assertThat(config.keys().ofId("key_k10")).isPresent();
        var reopened = new ConfigState(pipeline.store());
        assertThat(reopened.config()).isEqualTo(config);
        assertThat(reopened.forget(100)).as("nothing is left over").isEmpty();
    }

    /** The longest description that fits: by halves. */
    private int mostDescription() {
        int fits = 0;
        int fitsNot = 512 << 10;
        while (fitsNot - fits > 1) {
            int middle = (fits + fitsNot) / 2;
            if (describe(middle).status() == 200) {
                fits = middle;
            } else {
                fitsNot = middle;
            }
        }
        return fits;
    }

    private ConfigOutcome describe(int length) {
        return describe("tokens", length);
    }

    private ConfigOutcome describe(String metric, int length) {
        return pipeline.send(new ConfigCommand.PatchMetric(LIVE, metric, Optional.empty(),
                Optional.of(Optional.of("x".repeat(length)))));
    }

    @Test
    void timeNeverGoesBack() {
        pipeline.send(tenant(TENANT));
        pipeline.after(Duration.ofHours(2)).send(metric("tokens"));

        pipeline.after(Duration.ofHours(-1)).send(metric("calls"));

        assertThat(pipeline.readConfig().environment(LIVE).metric("calls").orElseThrow().createdAt())
                .isEqualTo(START.plus(Duration.ofHours(2)));
    }

    @Test
    void poisonIsSetAsideWithItsPositionAndTheNextCommandIsDecided() {
        pipeline.send(tenant(TENANT));

        pipeline.pipe("poison".getBytes(UTF_8));
        pipeline.commands.pipeInput(new byte[0], null, START);
        pipeline.pipe("{\"format\":1,\"command_id\":\"c\",\"owner\":\"root\",\"command\":{\"type\":\"set_root_key\"}}"
                .getBytes(UTF_8));

        assertThat(pipeline.send(metric("tokens")).status()).isEqualTo(201);
        var letters = pipeline.deadLetters.readRecordsToList();
        assertThat(letters).hasSize(3);
        assertThat(letters.getFirst().value()).isEqualTo("poison".getBytes(UTF_8));
        assertThat(header(letters.getFirst().headers(), "quotastack-source-topic")).isEqualTo("config-commands");
        assertThat(header(letters.getFirst().headers(), "quotastack-source-offset")).isEqualTo("1");
        assertThat(header(letters.getFirst().headers(), "quotastack-reason")).contains("poison");
    }

    @Test
    void aCommandOfALaterFormatStopsTheTaskAndIsNotSetAside() {
        byte[] ofALaterFormat = "{\"format\":3,\"owner\":\"root\"}".getBytes(UTF_8);
        pipeline.send(tenant(TENANT));

        assertThatThrownBy(() -> pipeline.pipe(ofALaterFormat)).hasRootCauseInstanceOf(UnknownFormatException.class)
                .rootCause().hasMessageStartingWith("the record at offset 1 of config-commands cannot be read:"
                        + " a ConfigSubmission has format 3");
        assertThat(pipeline.deadLetters.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"change/tenant/, a change of the configuration, 'has format 3, and this version reads'",
        "answer/, a kept answer of the configuration, of a format up to 1",
        "now, the last decision on configuration, 'has format 3, and this version reads'"})
    void aRowThatCannotBeReadStopsTheTaskAndIsNamed(String prefix, String kind, String why) {
        pipeline.send(tenant(TENANT));
        pipeline.send("k1", metric("tokens"));
        Bytes key = keys().stream().filter(next -> text(next).startsWith(prefix)).findFirst().orElseThrow();
        pipeline.store().put(key, "{\"format\":3}".getBytes(UTF_8));

        assertThatThrownBy(() -> {
            var reopened = new ConfigState(pipeline.store());
            reopened.answer(OWNER, "k1");
        }).isInstanceOf(UnreadableRowException.class).hasMessageContaining("the row of " + kind)
                .hasMessageContaining(text(key)).hasMessageContaining(why);
    }

    @Test
    void whatIsStoredIsTheSnapshotThatReadersHave() {
        pipeline.send(tenant(TENANT));
        pipeline.send(metric("tokens"));
        pipeline.after(Duration.ofMinutes(1)).send("k1", rule("r1"));

        var reopened = new ConfigState(pipeline.store());

        assertThat(reopened.config()).isEqualTo(pipeline.readConfig());
        assertThat(reopened.answer(OWNER, "k1")).isPresent();
        assertThat(reopened.advanceTo(START)).isEqualTo(START.plus(Duration.ofMinutes(1)));
    }

    @Test
    void rulesThatStoodInTheRecordOfTheirMetricGetTheirOwnBeforeItIsReplaced() {
        pipeline.send(tenant(TENANT));
        pipeline.send(metric("tokens"));
        pipeline.send(rule("r1"));
        Config before = pipeline.readConfig();
        Metric metric = before.environment(LIVE).metric("tokens").orElseThrow();
        var second = new MeteringRule("r2", "tokens", 2, new Price.PerUnit(4), START.plusSeconds(60), START,
                Optional.empty());
        var asOnceWritten = new ConfigChange.MetricPut(LIVE, metric.withRules(metric.rules().with(List.of(second))));
        ConfigRows.CHANGE.put(pipeline.store(), ConfigRows.change(asOnceWritten.key()),
                new NumberedChange(before.version(), asOnceWritten));

        pipeline.send(new ConfigCommand.PatchMetric(LIVE, "tokens", Optional.of("T"), Optional.empty()));

        Metric after = pipeline.readConfig().environment(LIVE).metric("tokens").orElseThrow();
        assertThat(after.name()).isEqualTo("T");
        assertThat(after.rules().all()).extracting(MeteringRule::id).containsExactly("r1", "r2");
        assertThat(new ConfigState(pipeline.store()).config().environment(LIVE).metric("tokens")).hasValue(after);
    }

    @Test
    void theTopologyNamesItsPartsForGood() {
        assertThat(ConfigTopology.addTo(new Topology()).describe().toString()).isEqualTo("""
                Topologies:
                   Sub-topology: 0
                    Source: config-commands-source (topics: [config-commands])
                      --> config-decider
                    Processor: config-decider (stores: [config-state])
                      --> config-dead-letters-sink, config-outcomes-sink, config-sink
                      <-- config-commands-source
                    Sink: config-dead-letters-sink (topic: config-dead-letters)
                      <-- config-decider
                    Sink: config-outcomes-sink (topic: config-outcomes)
                      <-- config-decider
                    Sink: config-sink (topic: config)
                      <-- config-decider

                """);
    }

    private long rows(String prefix) {
        return keys().stream().filter(key -> text(key).startsWith(prefix)).count();
    }

    private List<Bytes> keys() {
        List<Bytes> keys = new ArrayList<>();
        try (var all = pipeline.store().all()) {
            all.forEachRemaining(row -> keys.add(row.key));
        }
        return keys;
    }

    private static String text(Bytes key) {
        return new String(key.get(), UTF_8);
    }

    private static List<Tier> manyTiers(int count) {
        List<Tier> tiers = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            tiers.add(new Tier(OptionalLong.of(i), 1, 0));
        }
        tiers.add(new Tier(OptionalLong.empty(), 1, 0));
        return tiers;
    }

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), UTF_8);
    }
}
