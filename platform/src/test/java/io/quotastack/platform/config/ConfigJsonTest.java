package io.quotastack.platform.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigCommand.NewKey;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.EventMapping;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.When;
import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.ContractTerms;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.Rollover;
import io.quotastack.core.plan.VariantPatch;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.simulation.ProposedRules.Proposed;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.core.simulation.SimulationJob;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.RateLimit;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.tenant.Tenant;
import io.quotastack.core.tenant.WebhookPatch;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.text.JsonPointer;
import io.quotastack.platform.store.GoldenRecords;
import io.quotastack.platform.store.UnknownFormatException;

class ConfigJsonTest {

    private static final UUID TENANT = UUID.fromString("7b0e1d9c-52a4-4c2f-9d5c-0d8d3f7a1b11");
    private static final TenantEnvironment TEST = new TenantEnvironment(TENANT, Environment.TEST);
    private static final Instant TIME = Instant.parse("2026-11-22T12:00:00.123Z");
    private static final SealedSecret SECRET = new SealedSecret(Optional.empty(), "c2VhbGVk", "00ff");
    private static final NewKey KEY = new NewKey("key_1", "CI", "abc", "qs_test_a");
    private static final Price TIERED = new Price.Tiered(TierMode.VOLUME, Price.Scope.MONTH,
            List.of(new Tier(OptionalLong.of(10), 2, 3), new Tier(OptionalLong.empty(), 1, 0)));
    private static final PriceList PRICES = PriceList.of(List.of(
            new PriceEntry(When.of(Map.of("model", "large \"x\"", "direction", "")), TIERED),
            new PriceEntry(When.of(Map.of("model", "small")), new Price.PerUnit(15, 1_000_000, Price.Scope.EVENT)),
            new PriceEntry(When.of(Map.of("model", "none")), new Price.Flat(1))));
    private static final TopupPackage.Terms PACKAGE = new TopupPackage.Terms("Small", 1, 0, 2, "EUR",
            Optional.of(60L), -1, Map.of("a", "b"));
    private static final SortedMap<String, Feature> FEATURES = new TreeMap<>(Map.of("sso", new Feature.Included(),
            "seats", new Feature.Quantity(new BigDecimal("2.5")), "most", new Feature.Quantity(
                    BigDecimal.valueOf(Long.MAX_VALUE)),
            "tier", new Feature.Text("gold")));
    private static final SortedSet<String> METRICS = new TreeSet<>(Set.of("tokens", "calls"));
    private static final List<CreditGrantTerms> GRANTS = List.of(
            new CreditGrantTerms(5_000, Optional.of(new Cadence(Interval.WEEK, 2)), new GrantExpiry.CadenceEnd(), 3,
                    new Rollover(50, Optional.of(700L)), true),
            new CreditGrantTerms(1, Optional.empty(), new GrantExpiry.PeriodEnd(), 0, Rollover.NONE, false),
            new CreditGrantTerms(1, Optional.empty(), new GrantExpiry.Never(), 0, Rollover.NONE, false),
            new CreditGrantTerms(1, Optional.empty(), new GrantExpiry.After(60), 0, Rollover.NONE, false));
    private static final VariantPatch EVERYTHING = new VariantPatch(Optional.of(BillingMode.POSTPAID),
            Optional.of(Interval.YEAR), Optional.of(2), Optional.of(Optional.of(990L)),
            Optional.of(Optional.of("EUR")), Optional.of(14), Optional.of(7), Optional.of(5), Optional.of(false),
            Optional.of(true), Optional.of(Optional.of(OveragePolicy.NOTIFY)), Optional.of(Optional.of(500L)),
            Optional.of(GRANTS), Optional.of(Optional.of(METRICS)),
            Optional.of(Optional.of(new ContractTerms(12, true, 20))), Optional.of(Optional.of("var_0")));
    private static final VariantPatch CLEARED = new VariantPatch(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.of(Optional.empty()), Optional.of(Optional.empty()), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Optional.empty()),
            Optional.of(Optional.empty()), Optional.of(List.of()), Optional.of(Optional.empty()),
            Optional.of(Optional.empty()), Optional.of(Optional.empty()));
    private static final VariantPatch UNCHANGED = new VariantPatch(Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final VariantPatch WATCHING = watching(
            Optional.of(List.of(Alert.ofBalance("low", 900), Alert.percentOfPeriodGrants("fifth", 20))),
            Optional.of(List.of(new UsageCap("tokens", UsageCap.Measure.UNITS, 5, UsageCap.Per.PERIOD))));
    private static final VariantPatch UNWATCHED = watching(Optional.of(List.of()), Optional.empty());
    private static final VariantTerms TERMS = EVERYTHING.on(VariantTerms.every(Interval.MONTH));
    private static final ConfigChange.VariantPut WEEKLY = new ConfigChange.VariantPut(TEST, new PlanVariant("var_1",
            "plan_1", "weekly", 1, CLEARED.on(VariantTerms.every(Interval.WEEK)), TIME, TIME));

    private static final EventMapping EVENTS = new EventMapping(Optional.of("ai.tokens"),
            Optional.of(JsonPointer.parse("/usage/a~1b")), new TreeMap<>(Map.of("model", JsonPointer.parse("/ "))));
    private static final SimulatedTime SIMULATED = new SimulatedTime(TIME, TIME.plusMillis(1));
    private static final List<Proposed> PROPOSED = List.of(new Proposed("tokens", TIERED, Optional.of(TIME)),
            new Proposed("tokens", new Price.PerUnit(2, 1_000_000, Price.Scope.MONTH), Optional.empty()),
            new Proposed("tokens", Optional.empty(), PRICES, Optional.of(new RuleTarget.OfVariant("var_1")),
                    Optional.empty()));

    private static final GoldenRecords<ConfigSubmission> COMMANDS = GoldenRecords.json("/formats/config-commands.txt",
            commands().stream().map(ConfigJsonTest::submission).toList(),
            submission -> submission.command().getClass().getSimpleName(), ConfigJson::write,
            bytes -> read(bytes, ConfigSubmission.class));
    private static final GoldenRecords<NumberedChange> CHANGES = GoldenRecords.json("/formats/config-changes.txt",
            changes().stream().map(change -> new NumberedChange(7, change)).toList(),
            numbered -> numbered.change().getClass().getSimpleName(), ConfigJson::write,
            bytes -> read(bytes, NumberedChange.class));
    private static final GoldenRecords<ConfigSubmission> COMMANDS_OF_FORMAT_1 = GoldenRecords.json(
            "/formats/config-commands-1.txt",
            commands().subList(0, 34).stream().map(ConfigJsonTest::submission).toList(),
            submission -> submission.command().getClass().getSimpleName(), ConfigJson::write,
            bytes -> read(bytes, ConfigSubmission.class));
    private static final GoldenRecords<NumberedChange> CHANGES_OF_FORMAT_1 = GoldenRecords.json(
            "/formats/config-changes-1.txt",
            changes().subList(0, 11).stream().map(change -> new NumberedChange(7, change)).toList(),
            numbered -> numbered.change().getClass().getSimpleName(), ConfigJson::write,
            bytes -> read(bytes, NumberedChange.class));
    private static final GoldenRecords<ConfigOutcome> OUTCOMES = GoldenRecords.json("/formats/config-outcomes.txt",
            List.of(new ConfigOutcome("req_1", 7, 201, "{\"id\":\"x\"}", false)),
            outcome -> outcome.getClass().getSimpleName(), ConfigJson::write,
            bytes -> read(bytes, ConfigOutcome.class));

    private static VariantPatch watching(Optional<List<Alert>> alerts, Optional<List<UsageCap>> caps) {
        return new VariantPatch(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(alerts), Optional.of(caps));
    }

    private static ConfigSubmission submission(ConfigCommand command) {
        return new ConfigSubmission("req_1", TEST.toString(), Optional.of(new Idempotency("key", "print", "/v1/x")),
                command);
    }

    private static <T> T read(byte[] json, Class<T> type) {
        try {
            return ConfigJson.read(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void writesEachCommandAsEver() {
        COMMANDS.check();
    }

    @Test
    void readsEachCommandThatWasEverWritten() {
        COMMANDS.checkReading();
    }

    @Test
    void hasACommandOfEachKind() {
        COMMANDS.checkKinds(kinds(ConfigCommand.class));
    }

    @Test
    void writesEachChangeAsEver() {
        CHANGES.check();
    }

    @Test
    void readsEachChangeThatWasEverWritten() {
        CHANGES.checkReading();
    }

    @Test
    void hasAChangeOfEachKind() {
        CHANGES.checkKinds(kinds(ConfigChange.class));
    }

    /** Its prices knew no {@code per_units}, and a scope of tiers alone. */
    @Test
    void readsAllThatFormat1Wrote() {
        COMMANDS_OF_FORMAT_1.checkReading();
        CHANGES_OF_FORMAT_1.checkReading();
    }

    @Test
    void writesAnOutcomeAsEver() {
        OUTCOMES.check();
    }

    @Test
    void readsTheOutcomeThatWasEverWritten() {
        OUTCOMES.checkReading();
    }

    private static List<String> kinds(Class<?> family) {
        return Stream.of(family.getPermittedSubclasses()).map(Class::getSimpleName).toList();
    }

    private static List<ConfigCommand> commands() {
        return List.of(new ConfigCommand.SetRootKey("abc"), new ConfigCommand.CreateTenant(TENANT, "Acme", KEY, KEY),
                new ConfigCommand.CreateApiKey(TEST, KEY, Set.of(Scope.USAGE_WRITE)),
                new ConfigCommand.CreateApiKey(TEST, KEY, Set.of()), new ConfigCommand.RevokeApiKey(TEST, "key_1"),
                new ConfigCommand.NoteKeyUse(Map.of("key_1", TIME)),
                new ConfigCommand.PatchSettings(TEST, Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty()),
                new ConfigCommand.PatchSettings(TEST, Optional.of(OveragePolicy.NOTIFY),
                        Optional.of(Optional.empty()), Optional.of(Optional.empty()), Optional.of(3)),
                new ConfigCommand.PatchSettings(TEST, Optional.of(OveragePolicy.ALLOW),
                        Optional.of(Optional.of(5L)), Optional.of(Optional.of(new RateLimit(10, 60))),
                        Optional.of(0)),
                new ConfigCommand.PatchSettings(TEST, Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(),
                        new WebhookPatch(Optional.of(Optional.of("https://a")), Optional.of(Optional.empty()),
                                Optional.of(Optional.of(List.of("credit.granted"))))),
                new ConfigCommand.ResealSecret(TEST, SECRET,
                        new SealedSecret(Optional.of("k2"), "cmVzZWFsZWQ=", "ff00")),
                new ConfigCommand.CreateMetric(TEST, "tokens", "Tokens", Optional.of("all of them")),
                new ConfigCommand.PatchMetric(TEST, "tokens", Optional.empty(), Optional.of(Optional.empty())),
                new ConfigCommand.PatchMetric(TEST, "tokens", Optional.of("T"), Optional.of(Optional.of("d"))),
                new ConfigCommand.PatchMetric(TEST, "tokens", Optional.empty(), Optional.empty()),
                new ConfigCommand.ArchiveMetric(TEST, "tokens"), rule(new Price.Flat(1)),
                rule(new Price.PerUnit(Long.MAX_VALUE)), rule(new Price.PerPackage(10, 3)), rule(TIERED),
                new ConfigCommand.CreateRule(TEST, "rule_1", "tokens", TIERED, Optional.empty()),
                new ConfigCommand.ArchiveRule(TEST, "rule_1"),
                new ConfigCommand.CreateTopupPackage(TEST, "pkg_1", "small", PACKAGE),
                new ConfigCommand.PatchTopupPackage(TEST, "pkg_1", Optional.of("S"), Optional.of(1L), Optional.of(0L),
                        Optional.of(2L), Optional.of("USD"), Optional.of(Optional.of(3L)), Optional.of(-4),
                        Optional.of(Map.of("a", "b"))),
                new ConfigCommand.PatchTopupPackage(TEST, "pkg_1", Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Optional.empty()),
                        Optional.empty(), Optional.of(Map.of())),
                new ConfigCommand.ArchiveTopupPackage(TEST, "pkg_1"),
                new ConfigCommand.CreatePlan(TEST, "plan_1", "pro", "Pro", Optional.of("d"), FEATURES),
                new ConfigCommand.PatchPlan(TEST, "plan_1", Optional.empty(), Optional.empty(), Optional.empty()),
                new ConfigCommand.PatchPlan(TEST, "plan_1", Optional.of("P"), Optional.of(Optional.empty()),
                        Optional.of(FEATURES)),
                new ConfigCommand.CreateVariant(TEST, "plan_1", "var_1", "monthly", TERMS),
                new ConfigCommand.CreateVariant(TEST, "plan_1", "var_1", "weekly", VariantTerms.every(Interval.WEEK)),
                new ConfigCommand.PatchVariant(TEST, "plan_1", "var_1", UNCHANGED),
                new ConfigCommand.PatchVariant(TEST, "plan_1", "var_1", EVERYTHING),
                new ConfigCommand.PatchVariant(TEST, "plan_1", "var_1", CLEARED),
                rule(new Price.PerUnit(15, 1_000_000, Price.Scope.PERIOD)),
                rule(new Price.PerPackage(10, 3, Price.Scope.MONTH)),
                rule(new Price.Tiered(TierMode.GRADUATED, Price.Scope.EVENT,
                        List.of(new Tier(OptionalLong.empty(), 1, 0)), 1_000)),
                new ConfigCommand.PatchVariant(TEST, "plan_1", "var_1", WATCHING),
                new ConfigCommand.PatchVariant(TEST, "plan_1", "var_1", UNWATCHED),
                new ConfigCommand.CreateVariant(TEST, "plan_1", "var_1", "weekly",
                        WATCHING.on(VariantTerms.every(Interval.WEEK))),
                new ConfigCommand.CreateMetric(TEST, "tokens", "Tokens", Optional.empty(), Optional.of(EVENTS),
                        Dimensions.NONE),
                new ConfigCommand.PatchMetric(TEST, "tokens", Optional.empty(), Optional.empty(),
                        Optional.of(Optional.empty()), Optional.of(Optional.empty()),
                        Optional.of(Collections.emptySortedMap()), Optional.empty()),
                new ConfigCommand.PatchMetric(TEST, "tokens", Optional.empty(), Optional.empty(),
                        Optional.of(EVENTS.type()), Optional.of(Optional.of(JsonPointer.parse(""))),
                        Optional.of(EVENTS.dimensions()), Optional.empty()),
                new ConfigCommand.CreateRule(TEST, "rule_2", "tokens", Optional.empty(), PRICES,
                        Optional.of(new RuleTarget.OfPlan("plan_1")), Optional.empty()),
                new ConfigCommand.CreateMetric(TEST, "tokens", "Tokens", Optional.empty(), Optional.empty(),
                        Dimensions.of(List.of("model", "direction"))),
                new ConfigCommand.PatchMetric(TEST, "tokens", Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.of(Dimensions.NONE)),
                new ConfigCommand.StartSimulation(TEST, "sim_1", SIMULATED, PROPOSED),
                new ConfigCommand.CancelSimulation(TEST, "sim_1"),
                new ConfigCommand.CreateRule(TEST, "rule_3", "tokens", Optional.of(TIERED), PriceList.NONE,
                        Optional.of(new RuleTarget.Shadow(Optional.empty())), Optional.empty()),
                new ConfigCommand.CreateRule(TEST, "rule_4", "tokens", Optional.of(TIERED), PriceList.NONE,
                        Optional.of(new RuleTarget.Shadow(Optional.of(new RuleTarget.OfPlan("plan/1")))),
                        Optional.empty()),
                new ConfigCommand.ActivateRule(TEST, "rule_3", "rule_5", Optional.of(TIME)),
                new ConfigCommand.PatchSettings(TEST, Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.of(30), WebhookPatch.NONE));
    }

    private static List<ConfigChange> changes() {
        var rule = new MeteringRule("rule_1", "tokens", 1, TIERED, TIME, TIME, Optional.of(TIME));
        return List.of(new ConfigChange.RootKeySet("abc"),
                new ConfigChange.TenantPut(new Tenant(TENANT, "Acme", TIME)),
                new ConfigChange.ApiKeyPut(new ApiKey("key_1", TEST, "CI", "abc", "qs_test_a",
                        Set.of(Scope.CREDITS_READ), TIME, Optional.of(TIME), Optional.empty())),
                new ConfigChange.SettingsPut(TEST, Settings.DEFAULT),
                new ConfigChange.SettingsPut(TEST,
                        new Settings(OveragePolicy.ALLOW, Optional.of(5L), Optional.of(new RateLimit(1, 1)), 0)),
                new ConfigChange.SettingsPut(TEST,
                        new Settings(OveragePolicy.ALLOW, Optional.empty(), Optional.empty(), 0,
                                Optional.empty(), new WebhookSettings(Optional.of("https://a"), Optional.of(SECRET),
                                        Optional.of(new WebhookSettings.Retired(SECRET, TIME)),
                                        Optional.of(List.of("credit.granted")), Optional.of(7L)))),
                new ConfigChange.MetricPut(TEST, new Metric("tokens", "Tokens", Optional.empty(), TIME,
                        Optional.of(TIME), List.of(rule))),
                new ConfigChange.TopupPackagePut(TEST,
                        new TopupPackage("pkg_1", "small", PACKAGE, TIME, Optional.of(TIME))),
                new ConfigChange.PlanPut(TEST, new Plan("plan_1", "pro", 3, "Pro", Optional.empty(), FEATURES, TIME,
                        TIME.plusMillis(1))),
                new ConfigChange.VariantPut(TEST, new PlanVariant("var_1", "plan_1", "monthly", 2, TERMS, TIME,
                        TIME.plusMillis(1))),
                WEEKLY, new ConfigChange.RulePut(TEST, rule), new ConfigChange.MetricPut(TEST, new Metric("tokens",
                        "Tokens", Optional.empty(), TIME, Optional.empty(), Optional.of(EVENTS),
                        Dimensions.NONE, Rules.NONE)),
                new ConfigChange.RulePut(TEST, new MeteringRule("rule_2", "tokens", 2, Optional.empty(), PRICES,
                        Optional.of(new RuleTarget.OfVariant("var_1")), TIME, TIME, Optional.empty())),
                new ConfigChange.MetricPut(TEST, new Metric("tokens", "Tokens", Optional.empty(), TIME,
                        Optional.empty(), Optional.empty(), Dimensions.of(List.of("model", "direction")),
                        Rules.NONE)),
                new ConfigChange.SimulationPut(TEST,
                        new SimulationJob(3, "sim_1", SIMULATED, PROPOSED, TIME, Optional.of(TIME.plusMillis(1)))),
                new ConfigChange.SettingsPut(TEST, new Settings(OveragePolicy.BLOCK, Optional.empty(), Optional.empty(),
                        35, Optional.of(30), WebhookSettings.OFF)));
    }

    @Test
    void aVersionOfAVariantHasAKeyOfItsOwn() {
        assertThat(WEEKLY.key()).isEqualTo("variant/7b0e1d9c-52a4-4c2f-9d5c-0d8d3f7a1b11/test/var_1/1");
    }

    @Test
    void whatALaterVersionWroteIsRefusedWithWhatToDo() {
        String json = "{\"format\":3,\"version\":1,\"change\":{\"type\":\"root_key\",\"hash\":\"a\"}}";

        assertThatExceptionOfType(UnknownFormatException.class)
                .isThrownBy(() -> ConfigJson.read(json.getBytes(UTF_8), NumberedChange.class))
                .withMessage("a NumberedChange has format 3, and this version reads formats up to 2:"
                        + " start the version of QuotaStack that wrote it, or a later one");
    }

    @Test
    void membersOfALaterVersionArePassedOver() throws IOException {
        String json = "{\"format\":1,\"version\":1,\"colour\":\"red\",\"change\":{\"type\":\"root_key\",\"hash\":\"a\",\"b\":1}}";

        assertThat(ConfigJson.read(json.getBytes(UTF_8), NumberedChange.class))
                .isEqualTo(new NumberedChange(1, new ConfigChange.RootKeySet("a")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"format\":0}", "{\"format\":\"1\"}", "{\"format\":99999999999}",
        "{\"version\":1,\"change\":{\"type\":\"root_key\",\"hash\":\"a\"}}", "{\"format\":1}", "", "null", "[]", "{}",
        "poison", "{\"format\":1,\"version\":1}",
        "{\"format\":1,\"version\":1,\"change\":{\"type\":\"no_such\"}}",
        "{\"format\":1,\"version\":1,\"change\":{\"type\":\"root_key\"}}",
        "{\"format\":1,\"version\":1,\"change\":{\"type\":\"root_key\",\"hash\":null}}",
        "{\"format\":1,\"change\":{\"type\":\"root_key\",\"hash\":\"a\"}}",
        "{\"format\":1,\"version\":1,\"change\":{\"type\":\"settings\",\"tenant_environment\":\"nowhere\",\"settings\":{}}}",
        "{\"format\":1,\"version\":1,\"change\":{\"type\":\"plan\",\"tenant_environment\":\"7b0e1d9c-52a4-4c2f-9d5c-0d8d3f7a1b11/test\",\"plan\":"
                + "{\"id\":\"p\",\"key\":\"p\",\"version\":1,\"name\":\"P\",\"features\":{\"sso\":false},\"created_at\":"
                + "\"2026-11-22T12:00:00Z\",\"updated_at\":\"2026-11-22T12:00:00Z\"}}}"})
    void whatIsNoChangeIsRefused(String json) {
        assertThatIOException().isThrownBy(() -> ConfigJson.read(json.getBytes(UTF_8), NumberedChange.class));
    }

    private static ConfigCommand rule(Price price) {
        return new ConfigCommand.CreateRule(TEST, "rule_1", "tokens", price, Optional.of(TIME));
    }
}
