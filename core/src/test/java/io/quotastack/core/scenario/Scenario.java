package io.quotastack.core.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ShardedMap;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.booking.Bounds;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.Plans;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.subscription.Period;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/**
 * A small language for cases: what is given, what happens, what is expected of the last step. Amounts are millicredits;
 * unless a case says otherwise a unit of {@code api_call} costs 1. Every decision is audited ({@link Auditor}).
 */
public final class Scenario {

    /** When every scenario begins: near a month's end, so that days and months turn within easy reach. */
    public static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    public static final String METRIC = "api_call";
    public static final TenantEnvironment ENVIRONMENT = new TenantEnvironment(new UUID(1, 1), Environment.TEST);
    public static final String NAME = "acme";

    private final String name;
    private final InMemoryAccount state;
    private final History history = new History();
    private final Auditor auditor;
    private final Map<String, Metric> metrics = new TreeMap<>();
    private final Map<String, TopupPackage> packages = new TreeMap<>();
    private Plans plans = Plans.NONE;
    private Settings settings = Settings.DEFAULT;
    private Instant now = START;
    private int commands;
    private boolean audited = true;
    private Bounds bounds = Bounds.USUAL;
    private Optional<Decision> last = Optional.empty();

    private Scenario(String name) {
        this.name = name;
        this.state = new InMemoryAccount(CustomerKey.ofExternalId(ENVIRONMENT, name));
        this.auditor = new Auditor(history, new InMemoryAccount(state.key()));
    }

    public static Scenario given() {
        return given(NAME);
    }

    /** Of another customer. */
    public static Scenario given(String name) {
        return new Scenario(name).metric(METRIC, new Price.PerUnit(1));
    }

    /** In an environment's configuration that is there already. */
    public static Scenario in(Config.EnvironmentConfig environmentConfig) {
        var scenario = new Scenario(NAME);
        scenario.settings = environmentConfig.settings();
        scenario.metrics.putAll(environmentConfig.metrics());
        scenario.packages.putAll(environmentConfig.topupPackages());
        scenario.plans = environmentConfig.plans();
        return scenario;
    }

    /** So many minutes after the start. */
    public static Instant minute(long minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }

    // What is given.

    public Scenario metric(String key, Price price) {
        var rule = new MeteringRule("rule_" + key, key, 1, price, START, START, Optional.empty());
        metrics.put(key, new Metric(key, key, Optional.empty(), START, Optional.empty(), List.of(rule)));
        return this;
    }

    public Scenario metric(Metric metric) {
        metrics.put(metric.key(), metric);
        return this;
    }

    /** From now on another price is in force. */
    public Scenario reprice(String key, Price price) {
        Metric metric = Objects.requireNonNull(metrics.get(key));
        int version = metric.rules().size() + 1;
        List<MeteringRule> rules = new ArrayList<>(metric.rules().all());
        rules.add(new MeteringRule("rule_" + key + "_" + version, key, version, price, now, now, Optional.empty()));
        metrics.put(key, metric.withRules(Rules.of(rules)));
        return this;
    }

    /** One that costs 1 a unit until it is archived. */
    public Scenario archivedMetric(String key, Instant archivedAt) {
        var rule = new MeteringRule("rule_" + key, key, 1, new Price.PerUnit(1), START, START, Optional.empty());
        metrics.put(key, new Metric(key, key, Optional.empty(), START, Optional.of(archivedAt), List.of(rule)));
        return this;
    }

    public Scenario unpricedMetric(String key) {
        metrics.put(key, new Metric(key, key, Optional.empty(), START, Optional.empty(), List.of()));
        return this;
    }

    public Scenario tenant(OveragePolicy policy, Optional<Long> lowBalanceThreshold) {
        settings = new Settings(policy, lowBalanceThreshold, settings.rateLimit(), settings.usageBackdateDays());
        return this;
    }

    /** Refusals of accepted usage are kept for so many days. */
    public Scenario keepingRefusals(int days) {
        settings = new Settings(settings.defaultOveragePolicy(), settings.lowBalanceThreshold(), settings.rateLimit(),
                settings.usageBackdateDays(), Optional.of(days), settings.webhooks());
        return this;
    }

    public Scenario grants(Credits... grants) {
        for (Credits grant : grants) {
            grant(grant);
            assertThat(last().outcome()).isInstanceOf(Outcome.CreditsWritten.class);
        }
        return this;
    }

    /** Without a limit there is no floor. */
    public Scenario policy(OveragePolicy policy, Optional<Long> limit) {
        return decide(new Command.UpdateCustomer(Optional.empty(), Optional.empty(),
                Optional.of(Optional.of(policy)), Optional.of(limit), Optional.empty(), Optional.empty(),
                Optional.empty()));
    }

    public Scenario lowBalanceAt(long threshold) {
        return decide(new Command.UpdateCustomer(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(Optional.of(threshold)), Optional.empty(), Optional.empty()));
    }

    public Scenario spendCap(long credits, SpendCap.Per per) {
        return decide(new Command.UpdateCustomer(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(Optional.of(new SpendCap(credits, per))),
                Optional.empty()));
    }

    public Scenario alerts(Alert... alerts) {
        return decide(Command.UpdateCustomer.watching(Optional.of(Optional.of(List.of(alerts))), Optional.empty()));
    }

    public Scenario caps(UsageCap... caps) {
        return decide(Command.UpdateCustomer.watching(Optional.empty(), Optional.of(Optional.of(List.of(caps)))));
    }

    public Scenario autoTopup(long threshold, int maxPerDay) {
        return decide(new Command.UpdateCustomer(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(Optional.of(new AutoTopup(threshold, "pkg", maxPerDay)))));
    }

    /** A plan of that id with one variant, {@code <id>} too, on these terms; another one of the id is its next version. */
    public Scenario plan(String id, VariantTerms terms, Map<String, Feature> features) {
        var all = new TreeMap<>(plans.plans());
        all.put(id, new Plan(id, id, 1, id, Optional.empty(), new TreeMap<>(features), START, START));
        var variants = new TreeMap<>(plans.variants());
        int version = plans.variant(id).map(variant -> variant.version() + 1).orElse(1);
        var variant = new PlanVariant(id, id, id, version, terms, START, START);
        variants.put(variant.ref(), variant);
        plans = new Plans(all, variants);
        return this;
    }

    /** Whoever buys it gets so many credits and so many as a bonus. */
    public Scenario sells(String packageId, long credits, long bonus, long price) {
        packages.put(packageId, new TopupPackage(packageId, packageId, new TopupPackage.Terms(packageId, credits,
                bonus, price, "EUR", Optional.of(3_600L), 0, Map.of()), START, Optional.empty()));
        return this;
    }

    /** Decisions that do only so much at a time. */
    public Scenario within(Bounds other) {
        bounds = other;
        return this;
    }

    /** So many alike that auditing each takes too long: nothing after it is audited either. */
    public Scenario grantsUnaudited(int times, Credits credits) {
        audited = false;
        for (int i = 0; i < times; i++) {
            grant(credits);
        }
        return this;
    }

    // What happens.

    /** The broker's time of what comes next. */
    public Scenario at(Instant time) {
        now = time;
        return this;
    }

    public Scenario grant(Credits credits) {
        return decide(credits.toCommand());
    }

    public Scenario adjust(long credits) {
        return decide(new Command.AdjustCredits(credits, "a reason"));
    }

    public Scenario buy(Command.TopUp topUp) {
        return decide(topUp);
    }

    /** A free block for credits of the wallet. */
    public Scenario purchase(long price, Credits grant) {
        return decide(new Command.Purchase(price, Optional.empty(), grant.command()));
    }

    /** Holds plain credits for so many minutes. */
    public Scenario reserve(long credits, long minutes) {
        return decide(reserving(credits, minutes));
    }

    public Command reserving(long credits, long minutes) {
        return new Command.Reserve(new Command.ReserveFor.Credits(credits), Duration.ofMinutes(minutes), Map.of());
    }

    /** One of so many alike that auditing each takes too long: nothing after it is audited either. */
    public Scenario decideUnaudited(Command command) {
        audited = false;
        return decide(command);
    }

    public Scenario reserveUnits(String metricKey, long units, long minutes) {
        return decide(new Command.Reserve(new Command.ReserveFor.Units(metricKey, units), Duration.ofMinutes(minutes),
                Map.of()));
    }

    /** Commits a hold, named by the sequence of the entry that made it. */
    public Scenario commit(long reservation, long credits) {
        return decide(new Command.CommitReservation(reservation, new Command.Actual.Credits(credits)));
    }

    public Scenario commitUnits(long reservation, long units) {
        return decide(new Command.CommitReservation(reservation, new Command.Actual.Units(units)));
    }

    /** A hold of lines. */
    public Scenario reserveLines(long minutes, UsageLine... lines) {
        return decide(new Command.Reserve(new Command.ReserveFor.Lines(lines(lines)), Duration.ofMinutes(minutes),
                Map.of()));
    }

    public Scenario commitLines(long reservation, UsageLine... lines) {
        return decide(new Command.CommitReservation(reservation, new Command.Actual.Lines(lines(lines))));
    }

    public Scenario release(long reservation) {
        return decide(new Command.ReleaseReservation(reservation, Optional.empty()));
    }

    public Scenario refund(long reservation) {
        return decide(new Command.RefundReservation(reservation, "a reason", history.commit(reservation)));
    }

    public Scenario extend(long reservation, long minutes) {
        return decide(new Command.ExtendReservation(reservation, Duration.ofMinutes(minutes)));
    }

    public Scenario releaseAll() {
        return decide(new Command.ReleaseAllReservations());
    }

    public Scenario subscribe(String variantId) {
        return decide(new Command.CreateSubscription(variantId, Optional.empty(), Optional.empty(), Map.of()));
    }

    public Scenario subscribe(String variantId, Instant startAt, int trialDays) {
        return decide(new Command.CreateSubscription(variantId, Optional.of(startAt), Optional.of(trialDays),
                Map.of()));
    }

    /** The first subscription. */
    public Scenario renew() {
        return decide(new Command.RenewSubscription(1, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    public Scenario change(String variantId, boolean now, boolean prorate) {
        return decide(new Command.ChangeSubscription(1, variantId, now, prorate));
    }

    public Scenario moveClock(Instant to) {
        return decide(new Command.MoveTestClock(to));
    }

    public Scenario tick() {
        return decide(keyless(new Command.Tick()));
    }

    public Scenario voidBlock(long ordinal) {
        return decide(new Command.VoidBlock(ordinal, "a reason"));
    }

    /** A waiting call under the event's id. */
    public Scenario use(String eventId, long units) {
        return use(event(eventId, METRIC, units));
    }

    public Scenario use(String eventId, String metricKey, long units) {
        return use(event(eventId, metricKey, units));
    }

    public Scenario use(UsageEvent event) {
        return decide(keyed(event.eventId(), new RecordUsage(event, event.givenTimestamp(), false, Optional.empty())));
    }

    /** Usage of an earlier or later time than now. */
    public Scenario useOf(Instant timestamp, String eventId, long units) {
        return use(new UsageEvent(eventId, METRIC, units, Optional.of(timestamp), Map.of()));
    }

    /** An event that was taken in before it was decided, by batch or from Kafka. */
    public Scenario accept(String eventId, long units) {
        return accept(event(eventId, METRIC, units));
    }

    public Scenario accept(UsageEvent event) {
        return decide(keyless(new RecordUsage(event, event.givenTimestamp(), true, Optional.empty())));
    }

    /** The same from HTTP with {@code Prefer: respond-async}: the id is an Idempotency-Key too. */
    public Scenario acceptKeyed(String eventId, long units) {
        return decide(keyed(eventId, new RecordUsage(event(eventId, METRIC, units), Optional.empty(), true,
                Optional.empty())));
    }

    public Scenario retry(String eventId) {
        return decide(new Command.RetryUsage(eventId, history.refused(eventId)));
    }

    public Scenario voidUsage(String eventId) {
        return decide(new Command.VoidUsage(eventId, "a reason", history.charge(eventId)));
    }

    /** Any command, under a key of its own. */
    public Scenario decide(Command command) {
        return decide(keyed("key-" + (commands + 1), command));
    }

    /** Any command, under a key that others may have too. */
    public Scenario decide(String idempotencyKey, Command command) {
        return decide(keyed(idempotencyKey, command));
    }

    public Scenario decide(CommandEnvelope envelope) {
        commands++;
        Decision decision = CommandDecider.decide(state, envelope, now, config(), bounds);
        last = Optional.of(decision);
        state.absorb(decision);
        history.add(decision);
        if (audited) {
            auditor.audit(decision, now, state);
        }
        return this;
    }

    public CommandEnvelope keyed(String idempotencyKey, Command command) {
        return new CommandEnvelope("cmd-" + commands, customerRef(),
                Optional.of(new Idempotency(idempotencyKey, command.toString(), "/v1/somewhere")), 0, command);
    }

    public CommandEnvelope keyless(Command command) {
        return new CommandEnvelope("cmd-" + commands, customerRef(), Optional.empty(), 0, command);
    }

    public CustomerRef customerRef() {
        return CustomerRef.byExternalId(ENVIRONMENT, name);
    }

    /** The same command of a caller that knows the customer by our id. */
    public CommandEnvelope byId(Command command) {
        CommandEnvelope named = keyed("key-" + (commands + 1), command);
        return new CommandEnvelope(named.commandId(), CustomerRef.byId(state.key()), named.idempotency(), 0, command);
    }

    public static UsageEvent event(String eventId, String metricKey, long units) {
        return new UsageEvent(eventId, metricKey, units, Optional.empty(), Map.of());
    }

    /** An event of lines. */
    public static UsageEvent event(String eventId, UsageLine... lines) {
        return new UsageEvent(eventId, lines(lines), Optional.empty(), Map.of(), Optional.empty());
    }

    public static UsageLines lines(UsageLine... lines) {
        return UsageLines.itemized(List.of(lines));
    }

    public static UsageLine line(String metricKey, long units) {
        return new UsageLine(metricKey, units, Map.of());
    }

    // What is expected of the last step.

    public Scenario expectRefused(ProblemType type) {
        assertThat(refusal().type()).isEqualTo(type);
        return this;
    }

    public Scenario expectRefused(ProblemType type, String member, Object value) {
        expectRefused(type);
        assertThat(refusal().members()).containsEntry(member, value);
        return this;
    }

    public Scenario expectOutcome(Outcome outcome) {
        assertThat(last().outcome()).isEqualTo(outcome);
        return this;
    }

    public Scenario expectOutcome(Class<? extends Outcome> outcome) {
        assertThat(last().outcome()).isInstanceOf(outcome);
        return this;
    }

    /** All entries of the last step, also of what fell due: {@code "expire -5 [1:5]", "usage -30 [2:20 over:10]"}. */
    public Scenario expectBooked(String... entries) {
        assertThat(last().entries().stream().map(EntryText::of)).containsExactly(entries);
        return this;
    }

    public Scenario expectOccurred(Instant... instants) {
        assertThat(last().entries().stream().map(LedgerEntry::occurredAt)).containsExactly(instants);
        return this;
    }

    /** The customer events of the last step, in order. */
    public Scenario expectEvents(String... types) {
        assertThat(last().events().stream().map(event -> event.type().text())).containsExactly(types);
        return this;
    }

    public Scenario expectBalance(long balance) {
        assertThat(figures().balance()).isEqualTo(balance);
        return this;
    }

    public Scenario expectStatus(SubscriptionStatus status) {
        assertThat(state.subscription().map(Subscription::status)).contains(status);
        return this;
    }

    public Scenario expectPeriod(Instant start, Instant end) {
        assertThat(state.subscription().orElseThrow().current()).isEqualTo(new Period(start, end));
        return this;
    }

    public Scenario expectReserved(long reserved) {
        assertThat(figures().reserved()).isEqualTo(reserved);
        return this;
    }

    /** What is left in a block that is in effect; 0 when it is gone or not there yet. */
    public Scenario expectLeft(long ordinal, long remaining) {
        assertThat(state.terms(ordinal).flatMap(block -> state.blockBalance(block.burnOrder()))
                .map(BlockBalance::remaining).orElse(0L))
                .as("left in block " + ordinal).isEqualTo(remaining);
        return this;
    }

    public Scenario expectUnits(TierPeriod month, long units) {
        return expectUnits(METRIC, month, units);
    }

    public Scenario expectUnits(String metricKey, TierPeriod month, long units) {
        assertThat(state.tierUnits(new TierCounter(metricKey, month))).as("units of " + metricKey).isEqualTo(units);
        return this;
    }

    public Scenario expectNothingChanged() {
        assertThat(last().changes()).isEmpty();
        assertThat(last().entries()).isEmpty();
        assertThat(last().events()).isEmpty();
        return this;
    }

    public Scenario expectNoCustomer() {
        assertThat(state.customer()).isEmpty();
        assertThat(state.account()).isEmpty();
        return this;
    }

    // What a case of its own kind may look at.

    public Decision last() {
        return last.orElseThrow(() -> new IllegalStateException("nothing happened yet"));
    }

    public Problem refusal() {
        assertThat(last().outcome()).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) last().outcome()).problem();
    }

    public Account figures() {
        return state.account().orElse(Account.EMPTY);
    }

    public InMemoryAccount state() {
        return state;
    }

    public AccountState account() {
        return state;
    }

    public History history() {
        return history;
    }

    public Instant now() {
        return now;
    }

    public Config config() {
        return new Config(1, Optional.empty(), ShardedMap.empty(), Config.EMPTY.keys(),
                ShardedMap.<TenantEnvironment, Config.EnvironmentConfig>empty().with(
                        Map.of(ENVIRONMENT, environmentConfig()), Set.of()));
    }

    public Config.EnvironmentConfig environmentConfig() {
        return new Config.EnvironmentConfig(settings, new TreeMap<>(metrics), new TreeMap<>(packages), plans);
    }
}
