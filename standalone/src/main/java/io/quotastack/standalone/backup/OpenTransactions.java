package io.quotastack.standalone.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.coordinator.transaction.TransactionLog;
import org.apache.kafka.coordinator.transaction.TransactionState;

/**
 * Which transactions a snapshot has that are being ended: decided, and not yet marked everywhere. The broker ends them at its
 * next start by messages to the address that it had before. A backup has none of these, so it can be restored anywhere.
 */
final class OpenTransactions {

    private static final String TOPIC = "__transaction_state-";
    private static final Set<TransactionState> BEING_ENDED = Set.of(TransactionState.PREPARE_COMMIT,
            TransactionState.PREPARE_ABORT);

    private OpenTransactions() {}

    static boolean areNotBeingEnded(LogSnapshot snapshot) {
        List<LogFile> segments = snapshot.files().stream()
                .filter(file -> file.isSegment() && file.name().toString().startsWith(TOPIC))
                .sorted(Comparator.comparing(LogFile::name)).toList();
        var beingEnded = new HashSet<String>();
        for (LogFile segment : segments) {
            read(segment, beingEnded);
        }
        return beingEnded.isEmpty();
    }

    private static void read(LogFile segment, Set<String> beingEnded) {
        for (RecordBatch batch : batches(segment)) {
            if (!batch.isControlBatch()) {
                for (Record record : batch) {
                    read(record, beingEnded);
                }
            }
        }
    }

    private static List<RecordBatch> batches(LogFile segment) {
        try {
            // A segment of this topic has 16 MiB at most.
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(segment.length()));
            while (bytes.hasRemaining() && segment.channel().read(bytes, bytes.position()) >= 0) {
                // all of it
            }
            var batches = new ArrayList<RecordBatch>();
            MemoryRecords.readableRecords(bytes.flip()).batches().forEach(batches::add);
            return batches;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(Record record, Set<String> beingEnded) {
        if (TransactionLog.read(record.key(), record.value()) instanceof TransactionLog.TxnRecord transaction
                && BEING_ENDED.contains(transaction.metadata().state())) {
            beingEnded.add(transaction.transactionId());
        } else {
            beingEnded.remove(TransactionLog.readTxnRecordKey(record.key()));
        }
    }
}
