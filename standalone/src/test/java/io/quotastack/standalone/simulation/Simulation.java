package io.quotastack.standalone.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.customer.ResourceId;
import io.quotastack.gateway.Reply;
import io.quotastack.standalone.simulation.Door.Answered;
import io.quotastack.standalone.simulation.Door.Sent;
import io.quotastack.standalone.simulation.Traffic.Wish;

/**
 * One run: clients have wishes, nodes work, things go wrong, one step after the other, all of it as the seed says. Then
 * nothing goes wrong any more, all clients get their answers, and what is committed is held against what was promised.
 */
final class Simulation {

    private static final int STEPS = 4_000;
    /** So many clients wait at a time: with more, none has its answer before the end, and nothing is done with it. */
    private static final int MOST_UNANSWERED = 8;
    private static final int MOST_STEPS_TO_END = 200_000;
    /** So long after, what has an end in this traffic has had it. */
    private static final Duration ALL_THAT_EXPIRES = Duration.ofHours(3);
    /** Within so many, each node has polled and looked what is due. */
    private static final int STEPS_UNTIL_TICKS = 1_000;

    private final Random random;
    private final Cluster cluster;
    private final Traffic traffic;
    private final LedgerAudit ledger;
    private final AnswerAudit answers;
    private final List<Caller> callers = new ArrayList<>();
    private final List<Caller> answered = new ArrayList<>();
    private boolean timeStands;

    Simulation(long seed, SimulatedHistory history, Figures figures) {
        this.random = new Random(seed);
        history.begin();
        this.cluster = new Cluster(random, history, figures);
        this.traffic = new Traffic(random);
        this.ledger = new LedgerAudit(cluster);
        this.answers = new AnswerAudit(cluster);
    }

    void run() throws Exception {
        try {
            for (int step = 0; step < STEPS; step++) {
                if (callers.size() < MOST_UNANSWERED && random.nextInt(10) == 0) {
                    callers.add(new Caller(traffic.next()));
                }
                produce();
                work();
                goWrong();
                ledger.auditCommitted();
            }
            end();
            auditAll();
            cluster.partitions.forEach(partition -> cluster.figures.count("commands", partition.commands().size()));
        } finally {
            Stream.concat(callers.stream(), answered.stream())
                    .forEach(caller -> cluster.nodes.values().forEach(caller::breakOff));
        }
    }

    private void produce() {
        if (random.nextInt(60) == 0) {
            traffic.produce(cluster.usage);
        }
        if (cluster.chance(cluster.rates.resend() / 60)) {
            cluster.usage.produceAgain();
        }
    }

    private void work() {
        if (!timeStands) {
            // Now and then by half a session: who is dead is given up before long, and who lives is not.
            cluster.pass(Duration.ofMillis(random.nextInt(150) == 0 ? random.nextInt(3_000) : random.nextInt(10)));
        }
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> {
                for (int i = random.nextInt(5); i >= 0; i--) {
                    cluster.network.deliverOne();
                }
            }
            case 3, 4, 5 -> anyCaller();
            case 6, 7 -> anyNode(SimulatedNode::hasCommands).ifPresent(SimulatedNode::decide);
            case 8 -> anyNode(SimulatedNode::hasUncommitted).ifPresent(this::commit);
            case 9 -> anyNode().ifPresent(SimulatedNode::poll);
            case 10 -> {
                cluster.group.look();
                anyNode().ifPresent(SimulatedNode::look);
            }
            case 11 -> anyNode().ifPresent(this::look);
            case 12 -> cluster.usage.step();
            default -> cluster.history.follow(cluster.partitions.get(random.nextInt(Cluster.PARTITIONS)),
                    random.nextInt(20));
        }
    }

    private Optional<SimulatedNode> anyNode() {
        return anyNode(node -> true);
    }

    private Optional<SimulatedNode> anyNode(Predicate<SimulatedNode> which) {
        return cluster.anyOf(cluster.nodes.values().stream().filter(node -> !node.paused).filter(which));
    }

    /** On a full disk nothing is committed, and the node ends; else it may be killed when it is, before it hears of it. */
    private void commit(SimulatedNode node) {
        if (cluster.isDiskFull()) {
            kill(node);
        } else {
            node.commit();
            if (cluster.chance(cluster.rates.kill())) {
                kill(node);
            }
        }
    }

    /** Somebody looks at a customer, and is answered at once or not at all. */
    private void look(SimulatedNode node) {
        var caller = new Caller(traffic.look());
        caller.send(node, answers.versionOf(caller.wish.customer()));
        caller.hear().filter(heard -> heard.answered().status() != 503)
                .ifPresent(heard -> answers.audit(caller.wish, heard.answered(), heard.floor()));
        caller.breakOff(node);
    }

    private void anyCaller() {
        boolean impatient = random.nextInt(20) == 0;
        cluster.anyOf(Stream.concat(callers.stream(), answered.stream().filter(Caller::isWaiting))
                .filter(caller -> impatient || !caller.isWaiting() || caller.hasNews()))
                .ifPresent(caller -> {
                    if (!caller.isWaiting() || (caller.maySend() && impatient)) {
                        anyNode().ifPresent(node -> caller.send(node, answers.versionOf(caller.wish.customer())));
                    } else {
                        caller.goOn(cluster);
                    }
                    caller.hear().ifPresent(heard -> hear(caller, heard));
                });
    }

    /** The answer may be lost on its way. One that only says that there is none yet lets the client try again. */
    private void hear(Caller caller, Caller.Heard heard) {
        if (cluster.chance(cluster.rates.lost()) || heard.answered().status() == 503) {
            return;
        }
        answers.audit(caller.wish, heard.answered(), heard.floor());
        traffic.learn(caller.wish.customer(), AnswerAudit.json(heard.answered()));
        if (callers.remove(caller)) {
            answered.add(caller);
        }
        if (cluster.chance(cluster.rates.resend())) {
            anyNode().ifPresent(node -> caller.send(node, answers.versionOf(caller.wish.customer())));
        }
    }

    private void kill(SimulatedNode node) {
        cluster.figures.count("nodes killed");
        Stream.concat(callers.stream(), answered.stream()).forEach(caller -> caller.breakOff(node));
        cluster.kill(node.number);
    }

    private void goWrong() {
        Rates rates = cluster.rates;
        if (cluster.chance(rates.kill())) {
            cluster.anyOf(cluster.nodes.values().stream()).ifPresent(this::kill);
        }
        if (cluster.chance(rates.kill())) {
            cluster.figures.count("intakes killed");
            cluster.usage.kill();
        }
        if (cluster.chance(rates.pause())) {
            cluster.anyOf(cluster.nodes.values().stream()).ifPresent(node -> node.paused = true);
        }
        if (cluster.chance(rates.cutOff())) {
            cluster.anyOf(cluster.nodes.values().stream()).ifPresent(node -> node.cutOff = true);
        }
        if (cluster.chance(rates.clock())) {
            cluster.putAClock();
        }
        if (cluster.chance(rates.full())) {
            cluster.fillDisk(true);
        }
        if (cluster.chance(rates.move())) {
            cluster.group.rebalance();
        }
        if (cluster.chance(rates.stall())) {
            cluster.pass(Duration.ofMillis(random.nextInt(random.nextInt(3) == 0 ? 1_800_000 : 8_000)));
        }
        if (cluster.chance(rates.config())) {
            cluster.config.change();
        }
        if (random.nextInt(40) == 0) {
            mend(random.nextInt(Cluster.NODES));
            cluster.fillDisk(false);
        }
    }

    /** Whatever was wrong with the node is over. */
    private void mend(int number) {
        cluster.nodes.computeIfAbsent(number, cluster::started).mend();
    }

    /** Nothing goes wrong any more, until all is answered, decided and committed. */
    private void end() {
        cluster.rates = Rates.NONE;
        cluster.fillDisk(false);
        cluster.putClocksRight();
        for (int node = 0; node < Cluster.NODES; node++) {
            mend(node);
        }
        goOnUntilItIsOver(0);
        cluster.pass(ALL_THAT_EXPIRES);
        goOnUntilItIsOver(STEPS_UNTIL_TICKS);
        timeStands = true;
        cluster.partitions.forEach(partition -> cluster.history.follow(partition, Integer.MAX_VALUE));
    }

    private void goOnUntilItIsOver(int least) {
        for (int step = 0; step < least || !isOver(); step++) {
            assertThat(step).as("it comes to an end: %s", callers.size()).isLessThan(MOST_STEPS_TO_END);
            work();
            ledger.auditCommitted();
        }
    }

    private boolean isOver() {
        return callers.isEmpty() && answered.stream().noneMatch(Caller::isWaiting) && cluster.isIdle();
    }

    private void auditAll() throws Exception {
        Map<String, List<Reply>> again = ledger.decideAgain();
        answers.auditAll(ledger, again);
        ledger.auditTransfers();
        for (String customer : Traffic.customers()) {
            auditCredits(customer);
        }
    }

    /** What reads tell of a customer, of now and of the past, is what the entries of its ledger come to. */
    private void auditCredits(String customer) {
        String path = "/v1/customer-by-external-id/" + customer + "/credits";
        Answered read = ask(new Wish(customer, "", Sent.get(path)));
        Credits credits = ledger.creditsOf(answers.key(customer));
        if (read.status() == 404) {
            assertThat(credits.version()).as("%s never was", customer).isZero();
            return;
        }
        JsonNode now = AnswerAudit.json(read);
        assertThat(now.path("version").asLong()).as("%s", read).isEqualTo(credits.version());
        assertThat(now.path("ledger_hash").asText()).as("%s", read).isEqualTo(credits.hash());
        assertThat(now.path("balance").asLong()).as("%s", read).isEqualTo(credits.balance());
        assertThat(now.path("reserved_balance").asLong()).as("%s", read).isEqualTo(credits.reserved());
        auditBlocks(customer, path + "/blocks?limit=100", credits);
        JsonNode usage = AnswerAudit.json(ask(new Wish(customer, "", Sent.get("/v1/customer-by-external-id/" + customer
                + "/usage/summary?from=2025-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&granularity=month"))));
        assertThat(sumOf(usage.path("data"), "cost")).as("%s", usage).isEqualTo(credits.charged());
    }

    private static long sumOf(JsonNode buckets, String amount) {
        long sum = 0;
        for (JsonNode bucket : buckets) {
            sum += bucket.path(amount).asLong();
        }
        return sum;
    }

    private void auditBlocks(String customer, String path, Credits credits) {
        Answered read = ask(new Wish(customer, "", Sent.get(path)));
        JsonNode page = AnswerAudit.json(read);
        assertThat(page.path("data")).as("%s", read).hasSameSizeAs(credits.blocks().keySet());
        page.path("data").forEach(block -> {
            long ordinal = ResourceId.parse(ResourceId.Kind.BLOCK, block.path("id").asText()).orElseThrow().ordinal();
            assertThat(block.path("remaining_amount").asLong()).as("%s", block)
                    .isEqualTo(credits.remaining(ordinal));
        });
    }

    /** Asked until it is answered, of whoever has the customer. */
    private Answered ask(Wish wish) {
        var caller = new Caller(wish);
        while (true) {
            work();
            ledger.auditCommitted();
            if (caller.isWaiting()) {
                caller.goOn(cluster);
            } else {
                anyNode().ifPresent(node -> caller.send(node, 0));
            }
            var heard = caller.hear().filter(answer -> answer.answered().status() != 503);
            if (heard.isPresent()) {
                return heard.get().answered();
            }
        }
    }
}
