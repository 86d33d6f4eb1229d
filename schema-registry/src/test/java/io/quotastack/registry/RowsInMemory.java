package io.quotastack.registry;

import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.common.KafkaException;

/** A log that a restart finds again, and whose next write can fail. */
final class RowsInMemory implements RegistryLog {

    private final List<RegistryRow> rows = new ArrayList<>();
    private boolean failing;

    void failNextWrite() {
        failing = true;
    }

    @Override
    public List<RegistryRow> readAll() {
        return List.copyOf(rows);
    }

    @Override
    public void append(RegistryRow row) {
        if (failing) {
            failing = false;
            throw new KafkaException("as the test asked");
        }
        // Through the topic's own format, so that every test covers it.
        rows.add(RegistryRowJson.row(RegistryRowJson.key(row), RegistryRowJson.value(row).orElse(null)).orElseThrow());
    }

    @Override
    public void close() {}
}
