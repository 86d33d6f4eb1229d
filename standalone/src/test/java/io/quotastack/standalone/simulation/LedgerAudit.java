package io.quotastack.standalone.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.booking.Decision.Waited;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.events.CustomerEvent;
import io.quotastack.events.UsageOutcome;
import io.quotastack.gateway.Reply;
import io.quotastack.ledger.answer.Answer;
import io.quotastack.ledger.process.PartitionDecider;
import io.quotastack.ledger.process.PartitionDecider.Decided;
import io.quotastack.ledger.state.RowReader;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.wire.EntryCodec;
import io.quotastack.schemas.serde.AvroBinary;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.simulation.SimulatedPartition.Command;
import io.quotastack.standalone.simulation.SimulatedPartition.Written;

/** Holds what is committed against what is promised: after each commit what the topics say, and in the end all of it. */
final class LedgerAudit {

    private static final AvroBinary<CustomerEvent> EVENTS = new AvroBinary<>(CustomerEvent.class);

    private final Cluster cluster;
    private final Map<CustomerKey, Credits> credits = new HashMap<>();
    private final Map<CustomerKey, Long> lastEvents = new HashMap<>();
    private final Map<Integer, Integer> audited = new HashMap<>();
    private final Set<String> entries = new HashSet<>();
    /** By customer and idempotency key, the command that booked. */
    private final Map<String, String> booked = new HashMap<>();
    /** By transfer, what its sender gave and nobody has yet. */
    private final Map<String, Long> onTheWay = new TreeMap<>();
    /** By customer and event id. */
    private final Map<String, Integer> charges = new TreeMap<>();
    private final Map<String, List<String>> outcomes = new TreeMap<>();

    LedgerAudit(Cluster cluster) {
        this.cluster = cluster;
    }

    Credits creditsOf(CustomerKey customer) {
        return credits.computeIfAbsent(customer, none -> new Credits());
    }

    boolean hasEntry(String id) {
        return entries.contains(id);
    }

    /** Whether the event of that customer came to an end, and to which: {@code charged}, {@code refused}, or nothing yet. */
    boolean isCharged(CustomerKey customer, String event) {
        return charges.containsKey(customer + " " + event);
    }

    List<String> outcomesOf(CustomerKey customer, String event) {
        return outcomes.getOrDefault(customer + " " + event, List.of());
    }

    /** In the end, what was transferred is with its receiver, or back. */
    void auditTransfers() {
        onTheWay.forEach((transfer, credits) -> assertThat(credits).as("of %s", transfer).isZero());
    }

    /** What was committed since the last time. */
    void auditCommitted() {
        for (SimulatedPartition partition : cluster.partitions) {
            List<Written> written = partition.written();
            for (Written record : written.subList(audited.getOrDefault(partition.number, 0), written.size())) {
                audit(record);
            }
            audited.put(partition.number, written.size());
        }
    }

    private void audit(Written record) {
        if (record.topic().equals(Topics.LEDGER_ENTRIES.name())) {
            LedgerEntry entry = EntryCodec.fromAvro(SimulatedHistory.ENTRIES.decode(record.value()));
            creditsOf(entry.customer()).take(entry);
            cluster.figures.count("entries");
            cluster.figures.count("entries: " + entry.type().text());
            if (entry.cause().idempotencyKey().isEmpty()) {
                cluster.figures.count("entries of what fell due");
            }
            entries.add(entry.id());
            Optional.ofNullable(entry.metadata().get("transfer_id"))
                    .ifPresent(transfer -> onTheWay.merge(transfer, -entry.delta(), Long::sum));
            entry.cause().idempotencyKey().ifPresent(key -> auditBookedOnce(entry, key));
            if (entry.type() == EntryType.USAGE) {
                String event = entry.customer() + " " + entry.usage().orElseThrow().eventId().orElseThrow();
                assertThat(charges.merge(event, 1, Integer::sum)).as("event %s is charged once", event).isEqualTo(1);
            }
        } else if (record.topic().equals(Topics.CUSTOMER_EVENTS.name())) {
            CustomerEvent event = EVENTS.decode(record.value());
            CustomerKey customer = new CustomerKey(cluster.config.environment(),
                    java.util.UUID.fromString(event.getCustomerId()));
            assertThat(event.getSequence()).as("events of %s have no gap", customer)
                    .isEqualTo(lastEvents.merge(customer, 1L, Long::sum));
        } else if (record.topic().equals(Topics.USAGE_OUTCOMES.name())) {
            UsageOutcome outcome = SimulatedHistory.OUTCOMES.decode(record.value());
            CustomerKey customer = new CustomerKey(cluster.config.environment(),
                    java.util.UUID.fromString(outcome.getCustomerId()));
            outcomes.computeIfAbsent(customer + " " + outcome.getEventId(), none -> new ArrayList<>())
                    .add(outcome.getStatus());
        } else {
            assertThat(record.topic()).as("nothing is a dead letter").isNotEqualTo(Topics.COMMAND_DEAD_LETTERS.name());
        }
    }

    private void auditBookedOnce(LedgerEntry entry, String key) {
        String command = entry.cause().commandId();
        String first = booked.computeIfAbsent(entry.customer() + " " + key, none -> command);
        if (!first.equals(command)) {
            assertThat(cluster.partitionOf(entry.customer()).areKept(key,
                    record -> record.id().equals(command) && record.recordedAt().equals(entry.recordedAt())))
                    .as("key %s of %s books once, and not by %s and %s", key, entry.customer(), first, command)
                    .isFalse();
        }
    }

    /**
     * Decides all of the log once more, by one who was never interrupted, and finds the same records and the same rows.
     *
     * @return all answers, by the id of the command
     */
    Map<String, List<Reply>> decideAgain() throws Exception {
        Map<String, List<Reply>> answers = new HashMap<>();
        for (SimulatedPartition partition : cluster.partitions) {
            assertThat(partition.decided()).as("all is decided").isEqualTo(partition.commands().size());
            var rows = new SimulatedRows("again", new TreeMap<>());
            List<Written> again = decideAgain(partition, rows, answers);
            assertThat(partition.written()).as("as many records").hasSameSizeAs(again);
            for (int i = 0; i < again.size(); i++) {
                assertThat(partition.written().get(i).topic()).isEqualTo(again.get(i).topic());
                assertThat(partition.written().get(i).value()).as("record %d of %s", i, again.get(i).topic())
                        .isEqualTo(again.get(i).value());
            }
            assertThat(read(partition.rows())).as("the same rows").isEqualTo(read(rows.rows()));
            assertThat(new Shard(new SimulatedRows("committed", partition.rows())).decidedEnd().orElse(0))
                    .as("what the state says of how far it is").isEqualTo(partition.decided());
        }
        return answers;
    }

    private List<Written> decideAgain(SimulatedPartition partition, SimulatedRows rows,
            Map<String, List<Reply>> answers) throws Exception {
        List<Written> written = new ArrayList<>();
        var shard = new Shard(rows);
        var decider = new PartitionDecider(shard, 0, cluster.config::at,
                command -> Optional.of(command).filter(id -> !id.startsWith("tick_") && !id.startsWith("trf_"))
                        .map(id -> new CompletableFuture<>()));
        for (Command command : partition.commands()) {
            var envelope = PartitionDecider.read(command.key(), command.value());
            List<Decided> all = decider.decide(envelope, command.recordedAt());
            List<Waited> waited = all.getLast().decision().waited();
            for (int i = 0; i < all.size(); i++) {
                Decided decided = all.get(i);
                String request = (i < waited.size() ? waited.get(i).envelope() : envelope).commandId();
                decided.outputs().forEach(output -> written.add(new Written(output.sink(), output.value())));
                decided.answer().ifPresent(answer -> {
                    if (answer instanceof Answer.Finished finished) {
                        answers.computeIfAbsent(request, none -> new ArrayList<>())
                                .add(finished.reply());
                    }
                });
            }
        }
        return written;
    }

    /** Answers apart, which are swept when their time is over, and what is written by commit. */
    private static Map<Bytes, RowReader.Row> read(Map<Bytes, byte[]> rows) {
        Map<Bytes, RowReader.Row> read = new TreeMap<>();
        rows.forEach((key, value) -> {
            if (!RowReader.isAnswer(key) && !RowReader.isDecidedEnd(key)) {
                read.put(key, RowReader.read(key, value));
            }
        });
        return read;
    }
}
