package io.quotastack.ledger.read;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.config.Config;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.decide.AccountBehindException;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.CreditReportQuery;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.BoundedAnswer;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.history.History;
import io.quotastack.ledger.history.credit.LiveBlocks;
import io.quotastack.ledger.history.reservation.OpenReservations;
import io.quotastack.ledger.history.reservation.ReservationReads;
import io.quotastack.ledger.history.subscription.LiveSubscriptions;
import io.quotastack.ledger.history.subscription.SubscriptionReads;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.simulation.SimulationJobs;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.view.CreditsView;
import io.quotastack.ledger.view.CustomerView;
import io.quotastack.ledger.view.EntitlementView;
import io.quotastack.ledger.view.EntitlementsView;
import io.quotastack.ledger.view.FeatureView;
import io.quotastack.ledger.view.ReceivedTransferView;
import io.quotastack.ledger.view.Replies;
import io.quotastack.ledger.view.SentTransferView;
import io.quotastack.platform.commit.CommitPolicy;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.ShardMovedException;

/**
 * Answers questions: about now from the store where the account lives, about the past from history. A read of history
 * waits until it has reached the account's version, so that after a write was answered every read sees it.
 */
public final class Reads {

    private final OwnedPartitions<Shard> shards;
    private final History history;
    private final Supplier<Config> config;
    private final Clock clock;
    private final AccountReads accounts;
    private final EntitlementReads entitlements;
    private final EstimateReads estimates;
    private final CustomerList customers;
    private final SubscriptionList subscriptions;
    private final LargeAnswers large = new LargeAnswers();
    private final ReachedHistory reached;
    private final UsageAnswers usage;
    private final SimulationAnswers simulations;
    private final SimulationJobs jobs;
    private final CreditReports creditReports;

    public Reads(OwnedPartitions<Shard> shards, History history, Supplier<Config> config,
            PendingUsage pending, SimulationJobs jobs, CommitPolicy commits, DecidedOffsets decided, LogEnds logEnds,
            Clock clock) {
        this.shards = shards;
        this.history = history;
        this.config = config;
        this.clock = clock;
        this.accounts = new AccountReads(shards);
        this.entitlements = new EntitlementReads(shards);
        this.estimates = new EstimateReads(entitlements, config);
        this.customers = new CustomerList(shards, accounts, this::environmentConfig, clock);
        this.subscriptions = new SubscriptionList(shards, this::listed);
        this.reached = new ReachedHistory(history, accounts, commits);
        this.usage = new UsageAnswers(history.reads(), reached, accounts, pending, large, config, clock);
        this.jobs = jobs;
        this.creditReports = new CreditReports(shards, history, commits, decided, logEnds, large, clock);
        this.simulations = new SimulationAnswers(history.reads().simulations(), large, config);
    }

    /** The answer. Throws {@link ShardMovedException} while the account or its history is not on this node. */
    public Reply read(Query query, RequestContext request) {
        try {
            return switch (query) {
                case Query.OfCustomer ofCustomer -> read(ofCustomer, request);
                case Query.Estimate estimate -> estimate(estimate, request);
            };
        } catch (AccountBehindException e) {
            if (e.isClockMoving()) {
                return ProblemJson.reply(Problem.of(ProblemType.TEST_CLOCK_MOVING,
                        "the customer's test clock is moving; read again when it is ready"), request);
            }
            throw e;
        }
    }

    private Reply read(Query.OfCustomer query, RequestContext request) {
        CustomerKey key = query.customer();
        return switch (query) {
            case Query.GetCustomer get -> accounts.customer(key).map(CustomerView::of).map(Replies::ok)
                    .orElseGet(() -> noCustomer(request));
            case Query.GetCredits get -> credits(get, request);
            case Query.ListBlocks list -> pageOfHistory(key, request, customer -> {
                LiveBlocks live = accounts.liveBlocks(key, environmentConfig(key), clock.instant());
                reached.require(key);
                return history.reads().blocks().list(list, live, request);
            });
            case Query.ListLedger list -> pageOfHistory(key, request,
                    customer -> history.reads().ledger().list(list, request));
            case Query.GetEntry get -> pageOfHistory(key, request,
                    customer -> history.reads().ledger().entry(get, request));
            case Query.ExplainEntry explain -> inHistory(key, request,
                    customer -> large.whole(key.tenantEnvironment(), () -> history.reads()
                            .explain().explain(explain, config.get(), clock.instant(), request)));
            case Query.GetUsage get -> usage.status(get, request);
            case Query.GetReservation get -> reservation(get, request);
            case Query.GetTransfer get -> transfer(get, request);
            case Query.GetReceivedTransfer get -> Replies.ok(ReceivedTransferView.of(key,
                    accounts.receivedTransfer(key, get.transferId())));
            case Query.ListReservations list -> pageOfHistory(key, request, customer -> history.reads().reservations()
                    .list(list, customer.externalId(), asked -> openReservations(key, asked), request));
            case Query.GetSubscription get -> subscription(key, get.ordinal()).map(Replies::ok)
                    .orElseGet(() -> noSubscription(request));
            case Query.ListSubscriptions list -> pageOfHistory(key, request, customer -> {
                LiveSubscriptions live = accounts.subscriptions(key, environmentConfig(key), clock.instant());
                reached.require(key);
                return history.reads().subscriptions().list(list, live, request);
            });
            case Query.SubscriptionHistory changes -> {
                if (changes.ordinal() < 1
                        || changes.ordinal() > accounts.subscriptions(key, environmentConfig(key), clock.instant())
                                .made()) {
                    yield noSubscription(request);
                }
                reached.require(key);
                yield large.page(key.tenantEnvironment(),
                        () -> history.reads().subscriptions().changes(changes, request));
            }
            case Query.GetTestClock get -> testClock(key, request);
            case Query.SummarizeUsage summarize -> inHistory(key, request,
                    customer -> large.whole(key.tenantEnvironment(),
                            () -> history.reads().summaries().summarize(summarize, request)));
            case Query.SimulateUsage simulate -> inHistory(key, request,
                    customer -> simulations.simulate(simulate, customer, request));
            case Query.CheckEntitlement check -> entitlement(check, request);
            case Query.CheckEntitlements checks -> entitlements(checks, request);
        };
    }

    /** What the partitions have of the list. Throws {@link ShardMovedException} while this node has not all of them. */
    public ListPart<byte[]> list(ListQuery.OfAccounts query, KeysetPage stretch, Set<Integer> partitions) {
        return large.page(query.tenantEnvironment(), () -> switch (query) {
            case ListQuery.Customers list -> customers.list(list, stretch, partitions);
            case ListQuery.Subscriptions list -> subscriptions.list(list, stretch, partitions);
            case ListQuery.RefusedUsage list -> refusedUsage(list, stretch, partitions);
            case ListQuery.SimulatedCustomers list -> {
                requireOwned(partitions);
                yield jobs.customers(list.tenantEnvironment(), list.simulationId(), stretch, partitions);
            }
        });
    }

    /** What the partitions have of a simulation. Throws {@link ShardMovedException} as {@link #list} does. */
    public SimulationPart simulation(TenantEnvironment of, String simulationId, Set<Integer> partitions) {
        requireOwned(partitions);
        return jobs.part(of, simulationId, partitions);
    }

    /** What the partitions have of a report on credits. Throws {@link ShardMovedException} as {@link #list} does. */
    public CreditReportPart creditReport(CreditReportQuery query, Set<Integer> partitions) {
        return creditReports.report(query, partitions);
    }

    private void requireOwned(Set<Integer> partitions) {
        shards.of(partitions).forEach(Shard::requireOwned);
    }

    /** Every node has the history of all; of a partition's, only its owner tells, so that each row is told by one. */
    private ListPart<byte[]> refusedUsage(ListQuery.RefusedUsage list, KeysetPage stretch, Set<Integer> partitions) {
        Set<Integer> asked = list.customer().map(shards::partitionOf).map(Set::of).orElse(partitions);
        ListPart<byte[]> part = history.reads().refusedUsage().list(list, stretch, asked,
                usage.refusedSince(list.tenantEnvironment()));
        requireOwned(asked);
        return part;
    }

    private Reply estimate(Query.Estimate query, RequestContext request) {
        return estimates.estimate(query,
                query.customer().map(key -> accounts.now(key, clock.instant())).orElseGet(clock::instant), request);
    }

    private Reply credits(Query.GetCredits query, RequestContext request) {
        CustomerKey key = query.customer();
        if (query.asOf().isPresent()) {
            return inHistory(key, request,
                    customer -> credits(query, () -> asOf(customer, query, query.asOf().get(), request)));
        }
        return credits(query, () -> accounts
                .credits(key, query.includeBlocks(), environmentConfig(key), clock.instant(),
                        view -> answer(view, request))
                .orElseGet(() -> noCustomer(request)));
    }

    private Reply credits(Query.GetCredits query, Supplier<Reply> answer) {
        return query.includeBlocks() ? large.whole(query.customer().tenantEnvironment(), answer) : answer.get();
    }

    private static Reply answer(CreditsView view, RequestContext request) {
        return BoundedAnswer.of(view, "list the blocks in pages, by credits/blocks", request);
    }

    private OpenReservations openReservations(CustomerKey key, OpenReservations.Asked asked) {
        OpenReservations open = accounts.openReservations(key, clock.instant(), asked);
        reached.require(key);
        return open;
    }

    /** The past is history's; what was due after the last entry by that time is not written yet, so the account tells. */
    private Reply asOf(Customer customer, Query.GetCredits query, Instant time, RequestContext request) {
        CustomerKey key = query.customer();
        if (!history.reads().credits().isFinal(key, time)) {
            Instant now = accounts.now(key, clock.instant());
            Instant until = time.isBefore(now) ? time : now;
            Optional<Reply> unwritten = accounts.creditsAfterLastEntry(key, query.includeBlocks(),
                    environmentConfig(key), until, view -> answer(view, request));
            if (unwritten.isPresent()) {
                return unwritten.get();
            }
        }
        return history.reads().credits().asOf(key, customer.externalId(), query.includeBlocks(), time,
                view -> answer(view, request));
    }

    private Reply entitlement(Query.CheckEntitlement query, RequestContext request) {
        return entitlements.check(query.customer(), query.check(), config, clock.instant())
                .map(answer -> switch (answer) {
                    case EntitlementReads.Checked.Answered answered -> Replies
                            .ok(EntitlementView.of(answered.entitlement()));
                    case EntitlementReads.Checked.AnsweredFeature answered -> Replies
                            .ok(FeatureView.of(answered.feature()));
                    case EntitlementReads.Checked.Unknown unknown -> ProblemJson.reply(unknown.problem(), request);
                }).orElseGet(() -> noCustomer(request));
    }

    private Reply entitlements(Query.CheckEntitlements query, RequestContext request) {
        return entitlements.check(query.customer(), query.checks(), config, clock.instant())
                .map(checked -> Replies.ok(EntitlementsView.of(checked.together(),
                        checked.each().stream().map(answer -> result(answer, request)).toList())))
                .orElseGet(() -> noCustomer(request));
    }

    private static Object result(EntitlementReads.Checked answer, RequestContext request) {
        return switch (answer) {
            case EntitlementReads.Checked.Answered answered -> EntitlementView.of(answered.entitlement());
            case EntitlementReads.Checked.AnsweredFeature answered -> FeatureView.of(answered.feature());
            case EntitlementReads.Checked.Unknown unknown -> new UnknownMetric(unknown.metricKey(),
                    ProblemJson.document(unknown.problem(), request));
        };
    }

    /** An open one is the account's; all others are history's. Whoever names a reservation knows nothing of customers. */
    private Reply reservation(Query.GetReservation query, RequestContext request) {
        CustomerKey key = query.customer();
        Optional<Reply> open = large
                .page(key.tenantEnvironment(),
                        () -> accounts.openReservation(key, query.ordinal(), clock.instant()).map(Replies::ok));
        if (open.isPresent()) {
            return open.get();
        }
        Optional<Customer> customer = accounts.customer(key);
        if (customer.isEmpty()) {
            return ProblemJson.reply(ReservationReads.noSuchReservation(), request);
        }
        reached.require(key);
        return large.page(key.tenantEnvironment(),
                () -> history.reads().reservations().ended(query, customer.get().externalId(), request));
    }

    /** Whoever names a transfer knows nothing of customers. */
    private Reply transfer(Query.GetTransfer query, RequestContext request) {
        CustomerKey key = query.customer();
        Optional<Customer> customer = accounts.customer(key);
        boolean underWay = accounts.isTransferUnderWay(key, query.ordinal());
        if (customer.isPresent()) {
            reached.require(key);
        }
        return customer.flatMap(sender -> history.reads().ledger().entryAt(key, query.ordinal())
                .flatMap(entry -> SentTransferView.of(sender, entry, underWay))).map(Replies::ok)
                .orElseGet(() -> ProblemJson.reply(
                        Problem.notFound("transfer", "there is no such transfer"), request));
    }

    private Optional<JsonNode> listed(SubscriptionList.Which which) {
        CustomerKey key = which.customer();
        return subscription(key, which.ordinal(),
                accounts.subscriptionsOrAsWritten(key, environmentConfig(key), clock.instant()));
    }

    private Optional<JsonNode> subscription(CustomerKey key, long ordinal) {
        return subscription(key, ordinal, accounts.subscriptions(key, environmentConfig(key), clock.instant()));
    }

    /** A live one is the account's; all others are history's. */
    private Optional<JsonNode> subscription(CustomerKey key, long ordinal, LiveSubscriptions live) {
        if (ordinal < 1 || ordinal > live.made()) {
            return Optional.empty();
        }
        return live.view(ordinal).or(() -> {
            reached.require(key);
            return history.reads().subscriptions().last(key, ordinal);
        });
    }

    private static Reply noSubscription(RequestContext request) {
        return ProblemJson.reply(SubscriptionReads.noSuchSubscription(), request);
    }

    private Reply testClock(CustomerKey key, RequestContext request) {
        if (accounts.customer(key).isEmpty()) {
            return noCustomer(request);
        }
        return accounts.testClockView(key).map(Replies::ok).orElseGet(() -> ProblemJson
                .reply(Problem.notFound("test_clock", "the customer has no clock of its own"), request));
    }

    /** An answer of any size, made when there is room for it. */
    Reply large(TenantEnvironment of, Supplier<Reply> answer) {
        return large.page(of, answer);
    }

    /** Where the customer's own clock stands, or is moving to. */
    public Optional<Instant> testClockOf(CustomerKey key) {
        return accounts.testClock(key);
    }

    public UsageAnswers usage() {
        return usage;
    }

    ReachedHistory reached() {
        return reached;
    }

    /** The customer as it is now. */
    public Optional<Customer> customer(CustomerKey key) {
        return accounts.customer(key);
    }

    private Reply inHistory(CustomerKey key, RequestContext request, Function<Customer, Reply> reader) {
        Optional<Customer> customer = accounts.customer(key);
        if (customer.isEmpty()) {
            return noCustomer(request);
        }
        reached.require(key);
        return reader.apply(customer.get());
    }

    /** The same, where the answer may be large. */
    private Reply pageOfHistory(CustomerKey key, RequestContext request, Function<Customer, Reply> reader) {
        return inHistory(key, request, customer -> large.page(key.tenantEnvironment(), () -> reader.apply(customer)));
    }

    private Config.EnvironmentConfig environmentConfig(CustomerKey key) {
        return config.get().environment(key.tenantEnvironment());
    }

    static Reply noCustomer(RequestContext request) {
        return ProblemJson.reply(Problem.notFound("customer", "there is no such customer"), request);
    }

    /** In place of a check of a metric that there is not. */
    private record UnknownMetric(String billableMetricKey, Map<String, Object> problem) {}
}
