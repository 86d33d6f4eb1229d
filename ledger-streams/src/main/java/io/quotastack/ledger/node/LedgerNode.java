package io.quotastack.ledger.node;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.streams.Topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.core.usage.UsageContent;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.events.LedgerEntry;
import io.quotastack.events.SubscriptionChange;
import io.quotastack.events.UsageOutcome;
import io.quotastack.gateway.App;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.CreditReportQuery;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.trace.Traces;
import io.quotastack.ledger.answer.Answer;
import io.quotastack.ledger.history.History;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.process.LedgerTopology;
import io.quotastack.ledger.read.HistoryEnd;
import io.quotastack.ledger.read.LedgerCheck;
import io.quotastack.ledger.read.LogEnds;
import io.quotastack.ledger.read.PendingUsage;
import io.quotastack.ledger.read.Reads;
import io.quotastack.ledger.read.ReplayedResponses;
import io.quotastack.ledger.remote.OwnedLedger;
import io.quotastack.ledger.share.UndecidedWork;
import io.quotastack.ledger.simulation.SimulationJobs;
import io.quotastack.ledger.state.RowCache;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.tick.Ticker;
import io.quotastack.metering.intake.CommandSink;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.platform.app.StreamsApp;
import io.quotastack.platform.commit.CommitPolicy;
import io.quotastack.platform.commit.PendingCalls;
import io.quotastack.platform.config.ConfigTopology;
import io.quotastack.platform.config.ConfigView;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.platform.wire.OwnerMap;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/** One node of the ledger: decides the commands of its shards, and answers for them. */
public final class LedgerNode implements OwnedLedger, CommandSink, App {

    /** Also the name of the consumer group that holds how far commands are decided. */
    public static final String APPLICATION_ID = LedgerTopology.APPLICATION_ID;

    /** The topics that its stores are restored from. */
    public static final List<Topic> CHANGELOGS = List.of(LedgerTopology.changelog(APPLICATION_ID),
            ConfigTopology.changelog(APPLICATION_ID));

    /** Callers come in bursts: so long after the last one, the intake still keeps out of their way. */
    private static final long CALLERS_LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** More of them wait longer for each other's commands than it takes to gather a larger batch. */
    private static final int MANY_CALLERS = 128;

    private static final Executor LOOK_AGAIN = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

    private final NodeSettings settings;
    private final ConfigView config;
    private final OwnedPartitions<Shard> shards;
    private final PendingCalls<Answer> pendingCalls;
    private final UndecidedWork work;
    private final CommandLog log;
    private final Acceptance acceptance;
    private final IntakeLog intake;
    private final Ticker ticker;
    private final History history;
    private final StreamsApp streams;
    private final PendingUsage pendingUsage;
    private final LedgerCheck ledgerCheck;
    private final SimulationJobs jobs;
    private final Reads reads;
    private final ReplayedResponses replayedResponses;
    private final AvroSerdes serdes;
    private final DecidedOffsets decided;
    private final LogPositions positions;
    private final LogEnds logEnds;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Everything made, nothing started. */
    public LedgerNode(NodeSettings settings, ConfigView config, AvroSerdes serdes, Clock clock,
            MeterRegistry metrics) {
        this.settings = settings;
        this.config = config;
        this.serdes = serdes;
        this.shards = new OwnedPartitions<>(settings.partitions());
        this.pendingCalls = new PendingCalls<>(settings.limits().waitingCallers(),
                settings.limits().answerWithin());
        this.work = new UndecidedWork(UndecidedWork.Limits.of(settings.limits().waitingCallers(),
                settings.limits().undecidedAccepted()), threads);
        this.decided = new DecidedOffsets(settings.partitions());
        this.log = new CommandLog(settings, decided);
        this.intake = new IntakeLog(log, decided, settings.partitions());
        this.acceptance = new Acceptance(work, log, this::partitionOf, this::requireAllWritable);
        this.ticker = new Ticker(shards, new TickLog(log, decided, config), this::mostTicks, clock, System::nanoTime);
        this.history = new History(
                History.Settings.of(settings.stateDirectory(), settings.kafka()),
                settings.partitions(), serdes.values(LedgerEntry.class).deserializer(),
                serdes.values(UsageOutcome.class).deserializer(),
                serdes.values(SubscriptionChange.class).deserializer(), clock, metrics);
        var commits = new CommitPolicy(settings.limits().commitWithin());
        this.pendingUsage = new PendingUsage(settings.kafka(), shards, decided, settings.limits().answerWithin());
        this.logEnds = new LogEnds(settings.kafka());
        this.jobs = new SimulationJobs(history.reads().simulations(),
                partition -> new HistoryEnd(Set.of(partition), history, logEnds), config::requireCurrent,
                () -> pendingCalls.busyWithin(CALLERS_LINGER_NANOS), clock, System::nanoTime);
        this.reads = new Reads(shards, history, config::requireCurrent, pendingUsage, jobs, commits, decided,
                logEnds, clock);
        this.ledgerCheck = new LedgerCheck(shards, history, commits, logEnds);
        this.replayedResponses = new ReplayedResponses(reads, history);
        this.positions = new LogPositions(settings.kafka());
        this.streams = new StreamsApp(APPLICATION_ID, topology(serdes, new RefusedUsage(metrics)),
                Topics.COMMANDS.name(), commits, settings);
        streams.whenAssigned(() -> {
            pendingCalls.endElsewhere(shards.partitions());
            work.keepOnly(shards.partitions());
        });
        new LedgerMetrics(streams.streams(), pendingCalls, log, settings.partitions()).bindTo(metrics);
    }

    private Topology topology(AvroSerdes serdes, RefusedUsage refusedUsage) {
        var topology = new Topology();
        ConfigTopology.addTo(topology);
        return LedgerTopology.addTo(topology, serdes,
                new LedgerTopology.Parts(config, shards, pendingCalls, decided, positions,
                        changelog -> positions.end(changelog), settings.lease(),
                        RowCache.bytesOfEach(settings.partitions()), ticker, log::send, work::decided,
                        refusedUsage::refused));
    }

    /** Starts to decide and to follow; {@link #ready} tells when it can answer. */
    @Override
    public void start() {
        streams.start();
        // What falls due makes events by the tenant's settings, which an empty configuration does not have.
        CompletableFuture<Void> unused = config.ready().thenRun(ticker::start);
        history.start(shards.everywhere());
        pendingUsage.start();
        ledgerCheck.start();
        jobs.start();
    }

    /** Completes when its shards have decided what was in the log; all shards, of a node that is alone. */
    @Override
    public CompletableFuture<Void> ready() {
        return streams.ready().thenCompose(running -> caughtUp());
    }

    private CompletableFuture<Void> caughtUp() {
        if (isReady()) {
            return CompletableFuture.completedFuture(null);
        }
        return failure().<CompletableFuture<Void>>map(CompletableFuture::failedFuture).orElseGet(
                () -> CompletableFuture.runAsync(() -> {}, LOOK_AGAIN).thenCompose(later -> caughtUp()));
    }

    @Override
    public boolean isReady() {
        Set<Integer> of = settings.member().address().isPresent() ? shards.partitions() : shards.everywhere();
        return streams.isReady() && of.stream().allMatch(
                partition -> shards.ofPartition(partition).filter(Shard::isReadable).isPresent());
    }

    @Override
    public Optional<Throwable> failure() {
        return streams.failure().or(history::failure).or(ledgerCheck::failure);
    }

    /** Not of a partition that another node decides: it would be appended, and nobody here would hear of its outcome. */
    @Override
    public CompletableFuture<Reply> submit(CommandEnvelope command) {
        int partition = partitionOf(command);
        requireWritable(partition);
        CompletableFuture<Void> room = work.admitAwaited(command, partition);
        return room.isDone() && !room.isCompletedExceptionally()
                ? appendAdmitted(command, partition)
                : room.thenCompose(Traces.carried(admitted -> appendAdmitted(command, partition)));
    }

    /**
     * The partition may have moved away, or the disk be full, since it was looked at: what counts by now and stays behind would
     * count for ever.
     */
    private CompletableFuture<Reply> appendAdmitted(CommandEnvelope command, int partition) {
        CompletableFuture<Answer> answer;
        try {
            requireWritable(partition);
            answer = pendingCalls.call(command.commandId(), partition, () -> appendAwaited(command));
        } catch (RuntimeException e) {
            work.forget(command);
            throw e;
        }
        // However it ends, whoever waited has gone: what is late to be decided is no longer the share's.
        return answer.whenComplete((reply, failure) -> work.forget(command)).thenCompose(this::reply);
    }

    /** Where so many wait, an append of its own for each few of them costs all more time than it saves the one. */
    private CompletableFuture<Long> appendAwaited(CommandEnvelope command) {
        return pendingCalls.count() > MANY_CALLERS ? log.append(command) : log.appendPromptly(command);
    }

    private void requireWritable(int partition) {
        shards.ofPartition(partition).orElseThrow(ShardMovedException::new).requireInSession();
        settings.writes().requireOpen();
    }

    /** Finished answers at once; those to be rendered from history wait for it, which must not hold up the committer. */
    private CompletableFuture<Reply> reply(Answer answer) {
        return answer instanceof Answer.Finished finished
                ? CompletableFuture.completedFuture(finished.reply())
                : CompletableFuture.supplyAsync(() -> answer.reply(replayedResponses), threads);
    }

    @Override
    public CompletableFuture<Void> accept(List<CommandEnvelope> commands) {
        return acceptance.accept(commands);
    }

    private void requireAllWritable(Set<Integer> partitions) {
        shards.of(partitions).forEach(Shard::requireInSession);
        settings.writes().requireOpen();
    }

    private int partitionOf(CommandEnvelope command) {
        return shards.partitionOf(command.customer().key());
    }

    @Override
    public Reply read(Query query, RequestContext request) {
        return reads.read(query, request);
    }

    @Override
    public List<ListPart<byte[]>> list(ListQuery.OfAccounts query, KeysetPage stretch) {
        return List.of(reads.list(query, stretch, shards.everywhere()));
    }

    @Override
    public ListPart<byte[]> list(ListQuery.OfAccounts query, KeysetPage stretch, Set<Integer> partitions) {
        return reads.list(query, stretch, partitions);
    }

    @Override
    public List<SimulationPart> simulation(TenantEnvironment tenantEnvironment, String simulationId) {
        return List.of(simulation(tenantEnvironment, simulationId, shards.everywhere()));
    }

    @Override
    public SimulationPart simulation(TenantEnvironment tenantEnvironment, String simulationId,
            Set<Integer> partitions) {
        return reads.simulation(tenantEnvironment, simulationId, partitions);
    }

    @Override
    public List<CreditReportPart> creditReport(CreditReportQuery query) {
        return List.of(creditReport(query,
                query.customer().map(shards::partitionOf).map(Set::of).orElseGet(shards::everywhere)));
    }

    @Override
    public CreditReportPart creditReport(CreditReportQuery query, Set<Integer> partitions) {
        return reads.creditReport(query, partitions);
    }

    @Override
    public OwnerMap owners() {
        return streams.owners();
    }

    @Override
    public boolean customerExists(CustomerKey customer) {
        return reads.customer(customer).isPresent();
    }

    @Override
    public Optional<Instant> testClock(CustomerKey customer) {
        return customer.tenantEnvironment().environment() == Environment.TEST
                ? reads.testClockOf(customer)
                : Optional.empty();
    }

    @Override
    public Arrival arrival(CustomerKey customer, UsageEvent event) {
        return shards.of(customer).read(customer, state -> state.chargedUsage(event.eventId()))
                .map(charged -> charged.contentHash().equals(UsageContent.hash(event))
                        ? Arrival.DUPLICATE
                        : Arrival.OTHER_CONTENT)
                .orElse(Arrival.NEW);
    }

    @Override
    public Optional<Command.Charge> chargeOf(CustomerKey customer, String eventId) {
        return reads.usage().chargeOf(customer, eventId);
    }

    @Override
    public Optional<Command.Charge> chargeOfReservation(CustomerKey customer, long reservation) {
        return reads.usage().chargeOfReservation(customer, reservation);
    }

    @Override
    public Optional<Command.RefusedUsage> refusedUsage(CustomerKey customer, String eventId) {
        return reads.usage().refusedUsage(customer, eventId);
    }

    /** Little beside callers, who stand behind it; much when nobody waits: a backlog starves nobody. */
    @Override
    public int room(int partition) {
        if (!settings.writes().isOpen()) {
            return 0;
        }
        int most = pendingCalls.busyWithin(CALLERS_LINGER_NANOS)
                ? Math.min(settings.limits().undecidedIntakeBesideCallers(), work.usageInAShare())
                : settings.limits().undecidedIntake();
        return Math.max(0, most - intake.undecided(partition));
    }

    private int mostTicks() {
        if (!settings.writes().isOpen()) {
            return 0;
        }
        return pendingCalls.busyWithin(CALLERS_LINGER_NANOS)
                ? Math.min(settings.limits().undecidedTicksBesideCallers(), work.ticksInAShare())
                : settings.limits().undecidedTicks();
    }

    private record TickLog(CommandLog log, DecidedOffsets decided, ConfigView config) implements Ticker.Log {
        @Override
        public CompletableFuture<Long> append(CommandEnvelope tick) {
            return log.append(tick);
        }

        @Override
        public long decidedEnd(int partition) {
            return decided.decidedEnd(partition);
        }

        @Override
        public long configVersion() {
            return config.current().version();
        }
    }

    @Override
    public CompletableFuture<Void> append(CommandEnvelope command) {
        return intake.append(command);
    }

    @Override
    public void close() {
        serdes.stopWaiting();
        ticker.close();
        pendingUsage.close();
        ledgerCheck.close();
        jobs.close();
        log.close();
        streams.close();
        positions.close();
        logEnds.close();
        history.close();
        work.close();
        pendingCalls.close();
        threads.close();
    }
}
