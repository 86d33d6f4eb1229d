package io.quotastack.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;

/** A log that a restart finds again, and whose next write can fail. */
final class RowsInMemory implements RegistryLog {

    private final List<RegistryRow> rows = new ArrayList<>();
    private boolean failing;

    /** What another registry wrote. */
    void add(String key, @Nullable String value) {
        RegistryRowJson.row(key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8)).ifPresent(rows::add);
    }

    /** The value of the record that was written last. */
    JsonNode lastValue() throws IOException {
        return Json.MAPPER.readTree(RegistryRowJson.value(rows.getLast()).orElseThrow());
    }

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
