package io.quotastack.standalone.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

import io.quotastack.ledger.process.LedgerTopology;
import io.quotastack.platform.commit.FlushOfThread;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.simulation.SimulatedPartition.Command;
import io.quotastack.standalone.simulation.SimulatedPartition.Written;

/** The task that decides one partition on one node: the product's own processor, over rows of its own. */
final class SimulatedTask {

    private static final Properties PROPERTIES = new Properties();

    static {
        PROPERTIES.put(StreamsConfig.APPLICATION_ID_CONFIG, "simulation");
        PROPERTIES.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        PROPERTIES.put("processing.exception.handler.global.enabled", true); // else each context warns
    }

    private final SimulatedPartition log;
    private final int owner;
    private final SimulatedRows rows;
    private final MockProcessorContext<String, Object> context;
    private final Processor<byte[], byte[], String, Object> processor;
    private final List<Written> uncommitted = new ArrayList<>();
    private long next;

    /** Takes the partition over: fences whoever had it, restores what is committed, and begins behind it. */
    SimulatedTask(SimulatedPartition log, LedgerTopology.Parts parts) {
        this.log = log;
        this.owner = log.fence();
        this.next = log.decided();
        this.rows = new SimulatedRows(LedgerTopology.STATE, log.rows());
        this.context = new MockProcessorContext<>(PROPERTIES, new TaskId(0, log.number), Path.of("none").toFile());
        context.addStateStore(rows);
        this.processor = LedgerTopology.decider(parts).get();
        processor.init(context);
    }

    boolean hasCommands() {
        return next < log.commands().size();
    }

    void decideNext() {
        Command command = log.commands().get((int) next);
        context.setRecordMetadata(Topics.COMMANDS.name(), log.number, next);
        processor.process(new Record<>(command.key(), command.value(), command.recordedAt().toEpochMilli()));
        for (var forwarded : context.forwarded()) {
            uncommitted.add(new Written(forwarded.childName().orElseThrow(), bytes(forwarded.record().value())));
        }
        context.resetForwards();
        next++;
    }

    private static byte[] bytes(Object value) {
        return value instanceof byte[] encoded ? encoded : String.valueOf(value).getBytes(UTF_8);
    }

    boolean hasUncommitted() {
        return next > log.decided();
    }

    /** Whether it was committed: not when another one has the partition by now. */
    boolean commit() {
        FlushOfThread.now();
        boolean committed = log.commit(owner, next, rows.takeUncommitted(), List.copyOf(uncommitted));
        uncommitted.clear();
        return committed;
    }

    /** Whatever is not committed is gone. */
    void close() {
        processor.close();
    }
}
