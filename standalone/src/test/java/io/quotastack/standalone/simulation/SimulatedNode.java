package io.quotastack.standalone.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.quotastack.core.account.Account;
import io.quotastack.core.command.Command.Charge;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.usage.UsageContent;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.gateway.LedgerGateway.Arrival;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.query.Query;
import io.quotastack.ledger.answer.Answer;
import io.quotastack.ledger.node.CommandLog;
import io.quotastack.ledger.process.CommandsTopic;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.ledger.process.LedgerTopology;
import io.quotastack.ledger.process.LogPosition;
import io.quotastack.ledger.read.PendingUsage;
import io.quotastack.ledger.read.LogEnds;
import io.quotastack.ledger.read.Reads;
import io.quotastack.ledger.read.ReplayedResponses;
import io.quotastack.ledger.simulation.SimulationJobs;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.tick.Ticker;
import io.quotastack.platform.client.DurableProducer;
import io.quotastack.platform.commit.CommitPolicy;
import io.quotastack.platform.commit.PendingCalls;
import io.quotastack.platform.commit.SessionLease;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.ShardMovedException;

/**
 * One life of one node of the ledger with its HTTP door, put together as {@code LedgerNode} puts it together. All that it
 * has in memory goes when it is killed.
 */
final class SimulatedNode {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final long CACHE_BYTES = 20_000;

    final int number;
    private final Cluster cluster;
    private final OwnedPartitions<Shard> shards = new OwnedPartitions<>(Cluster.PARTITIONS);
    private final DecidedOffsets decided = new DecidedOffsets(Cluster.PARTITIONS);
    private final List<Runnable> looksAtOverdue = new ArrayList<>();
    private final PendingCalls<Answer> pendingCalls;
    private final CommandLog log;
    private final SessionLease lease;
    private final Ticker ticker;
    private final Reads reads;
    private final ReplayedResponses replayed;
    private final SimulatedConfig.Known config;
    private final Map<Integer, SimulatedTask> tasks = new TreeMap<>();
    private final List<Runnable> waitForHistory = new ArrayList<>();
    private final Door door;
    /** As the node knows it. */
    private Map<Integer, Integer> owners = Map.of();
    private long answersOfTheGroup;
    private boolean heartbeatUnderWay;
    private boolean givenUp;
    /** It stands still, as in a long pause of the collector. */
    boolean paused;
    /** The group does not hear of it. */
    boolean cutOff;

    SimulatedNode(int number, Cluster cluster, SimulatedClock clock) {
        this.number = number;
        this.cluster = cluster;
        this.config = cluster.config.new Known();
        this.pendingCalls = new PendingCalls<>(100, ANSWER_WITHIN, cluster::nanos, looksAtOverdue::add);
        this.log = new CommandLog(producer("prompt"), producer("bulk"), Cluster.PARTITIONS, decided);
        this.lease = new SessionLease(Group.SESSION, cluster::nanos);
        this.ticker = new Ticker(shards, new Ticks(), () -> 5, clock, cluster::nanos);
        this.reads = new Reads(shards, cluster.history.history(), config::current,
                new PendingUsage(Map.of(), shards, decided, ANSWER_WITHIN),
                new SimulationJobs(cluster.history.history().reads().simulations(), partition -> () -> true,
                        config::current, () -> false, clock,
                        cluster::nanos),
                new CommitPolicy(Duration.ZERO), decided, new LogEnds(Map.of()), clock);
        this.replayed = new ReplayedResponses(reads, cluster.history.history());
        this.door = new Door(new SimulatedGateway(this, cluster), config);
        cluster.group.join(number);
    }

    private DurableProducer producer(String client) {
        return new DurableProducer(new SimulatedProducer(cluster, "node " + number, client));
    }

    private final class Ticks implements Ticker.Log {
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

    Door door() {
        return door;
    }

    /** Who has the customer, as far as the node knows; -1: nobody. */
    int ownerOf(CustomerKey customer) {
        return owners.getOrDefault(shards.partitionOf(customer), -1);
    }

    void askWhoOwnsWhat() {
        owners = cluster.group.owners();
    }

    // What a stream thread does.

    /** A poll: what the group said before is acted upon, then it is noted that the group was heard. */
    void poll() {
        long now = cluster.nanos();
        long answers = answersOfTheGroup;
        if (givenUp) {
            List.copyOf(tasks.keySet()).forEach(this::close);
            cluster.group.join(number);
            givenUp = false;
        } else if (!cutOff && cluster.group.isMember(number)) {
            adopt(cluster.group.assigned(number));
        }
        if (!heartbeatUnderWay) {
            heartbeatUnderWay = true;
            cluster.network.send("node " + number + " heartbeat", this::heartbeatArrives);
        }
        config.readOn();
        lease.polled(answers, now);
    }

    private void heartbeatArrives() {
        if (cutOff) {
            cluster.network.send("node " + number + " heartbeat", this::heartbeatArrives);
            return;
        }
        boolean member = cluster.group.hear(number);
        cluster.network.send("node " + number + " heartbeat", () -> {
            heartbeatUnderWay = false;
            answersOfTheGroup++;
            givenUp = !member;
        });
    }

    private void adopt(Set<Integer> assigned) {
        for (int partition : List.copyOf(tasks.keySet())) {
            if (!assigned.contains(partition)) {
                commit(partition);
                close(partition);
            }
        }
        cluster.group.released(number);
        for (int partition : assigned) {
            if (!tasks.containsKey(partition)) {
                cluster.figures.count("partitions taken over");
                tasks.put(partition, new SimulatedTask(cluster.partitions.get(partition), parts()));
            }
        }
        pendingCalls.endElsewhere(shards.partitions());
        askWhoOwnsWhat();
    }

    private LedgerTopology.Parts parts() {
        return new LedgerTopology.Parts(config::exactly, shards, pendingCalls, decided, new Commands(),
                changelog -> Long.MAX_VALUE, () -> lease, CACHE_BYTES, ticker, log::send,
                (command, nanos) -> {}, refusal -> {});
    }

    private final class Commands implements CommandsTopic {
        @Override
        public LogPosition position(int partition) {
            SimulatedPartition log = cluster.partitions.get(partition);
            return LogPosition.of(log.decided() == 0 ? OptionalLong.empty() : OptionalLong.of(log.decided()), 0,
                    log.commands().size());
        }

        @Override
        public boolean hasCommands(int partition, long from, long to) {
            return from < to;
        }
    }

    boolean hasCommands() {
        return tasks.values().stream().anyMatch(SimulatedTask::hasCommands);
    }

    boolean hasUncommitted() {
        return tasks.values().stream().anyMatch(SimulatedTask::hasUncommitted);
    }

    /** Decides the next command of any of its partitions; whether there was one. */
    boolean decide() {
        Optional<SimulatedTask> any = cluster.anyOf(tasks.values().stream().filter(SimulatedTask::hasCommands));
        any.ifPresent(SimulatedTask::decideNext);
        return any.isPresent();
    }

    void commit() {
        cluster.anyOf(tasks.entrySet().stream().filter(task -> task.getValue().hasUncommitted()))
                .ifPresent(task -> commit(task.getKey()));
    }

    /** Where another has the partition, the task has lost it; so do all tasks of the thread. */
    private void commit(int partition) {
        SimulatedTask task = tasks.get(partition);
        if (task == null) {
            return;
        }
        cluster.figures.count("commits");
        if (!task.commit()) {
            cluster.figures.count("commits of zombies refused");
            givenUp = true;
            List.copyOf(tasks.keySet()).forEach(this::close);
        }
    }

    private void close(int partition) {
        Optional.ofNullable(tasks.remove(partition)).ifPresent(SimulatedTask::close);
    }

    boolean isIdle() {
        return looksAtOverdue.isEmpty() && waitForHistory.isEmpty() && tasks.values().stream()
                .noneMatch(task -> task.hasCommands() || task.hasUncommitted());
    }

    /** What its other threads do now and then. */
    void look() {
        ticker.look();
        List<Runnable> looks = List.copyOf(looksAtOverdue);
        looksAtOverdue.clear();
        looks.forEach(Runnable::run);
        List<Runnable> waiting = List.copyOf(waitForHistory);
        waitForHistory.clear();
        waiting.forEach(Runnable::run);
    }

    // What LedgerNode does.

    CompletableFuture<Reply> submit(CommandEnvelope command) {
        int partition = shards.partitionOf(command.customer().key());
        shards.ofPartition(partition).orElseThrow(ShardMovedException::new).requireInSession();
        return pendingCalls.call(command.commandId(), partition, () -> log.appendPromptly(command))
                .thenCompose(answer -> reply(answer, command.customer().key()));
    }

    /** What is rendered from history waits until it is there. */
    private CompletableFuture<Reply> reply(Answer answer, CustomerKey customer) {
        return answer instanceof Answer.Finished finished
                ? CompletableFuture.completedFuture(finished.reply())
                : fromHistory(customer, () -> answer.reply(replayed));
    }

    private <T> CompletableFuture<T> fromHistory(CustomerKey customer, Supplier<T> reader) {
        var read = new CompletableFuture<T>();
        waitForHistory.add(() -> read(customer, reader, read));
        return read;
    }

    /** A reader is let in when it would not wait any more: nobody but the simulation waits. */
    private <T> void read(CustomerKey customer, Supplier<T> reader, CompletableFuture<T> read) {
        try {
            if (historyHas(customer)) {
                read.complete(reader.get());
            } else {
                waitForHistory.add(() -> read(customer, reader, read));
            }
        } catch (ShardMovedException e) {
            read.completeExceptionally(e);
        }
    }

    private boolean historyHas(CustomerKey customer) {
        return shards.of(customer).read(customer, state -> cluster.history.has(customer,
                state.account().map(Account::version).orElse(0L), state.lastSubscriptionEvent()));
    }

    CompletableFuture<Void> accept(CommandEnvelope command) {
        shards.of(command.customer().key()).requireInSession();
        return log.accept(command).thenAccept(offset -> {});
    }

    Reply read(Query query, RequestContext request) {
        return reads.read(query, request);
    }

    CompletableFuture<Optional<Charge>> chargeOf(CustomerKey customer, String eventId) {
        return fromHistory(customer, () -> reads.usage().chargeOf(customer, eventId));
    }

    CompletableFuture<Optional<Charge>> chargeOfReservation(CustomerKey customer, long reservation) {
        return fromHistory(customer, () -> reads.usage().chargeOfReservation(customer, reservation));
    }

    boolean customerExists(CustomerKey customer) {
        return reads.customer(customer).isPresent();
    }

    Arrival arrival(CustomerKey customer, UsageEvent event) {
        return shards.of(customer).read(customer, state -> state.chargedUsage(event.eventId()))
                .map(charged -> charged.contentHash().equals(UsageContent.hash(event))
                        ? Arrival.DUPLICATE
                        : Arrival.OTHER_CONTENT)
                .orElse(Arrival.NEW);
    }

    /** Whatever was wrong with it is over. */
    void mend() {
        paused = false;
        cutOff = false;
    }

    /** All that it has is gone. */
    void kill() {
        List.copyOf(tasks.keySet()).forEach(this::close);
    }
}
