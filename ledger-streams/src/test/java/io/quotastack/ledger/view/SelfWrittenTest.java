package io.quotastack.ledger.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.ledger.wire.RandomEntries;
import io.quotastack.schemas.json.Json;

/** Holds what views write of themselves against what Jackson writes of their components. */
class SelfWrittenTest {

    private final long seed = new Random().nextLong();
    private final RandomEntries entries = new RandomEntries(new Random(seed));

    @Test
    void eventsOfEntriesAreWrittenAsTheirComponents() throws Exception {
        for (LedgerEntry entry : some().toList()) {
            assertWritten(EntryEventView.of(entry));
        }
    }

    @Test
    void answersToUsageAreWrittenAsTheirComponents() throws Exception {
        List<LedgerEntry> charges = some()
                .filter(entry -> entry.usage().flatMap(UsageRef::eventId).isPresent()
                        && entry.context().usageTimestamp().isPresent())
                .toList();
        assertThat(charges).isNotEmpty();
        for (LedgerEntry charge : charges) {
            assertWritten(UsageView.of(charge, entries.text()));
        }
    }

    private Stream<LedgerEntry> some() {
        return IntStream.range(0, 1_000).mapToObj(i -> entries.next());
    }

    private void assertWritten(SelfWritten view) throws Exception {
        String expected = Json.MAPPER.writeValueAsString(members(view));

        assertThat(Json.MAPPER.writeValueAsString(view)).as("seed %d", seed).isEqualTo(expected);
        assertThat(Json.bytes(view)).as("seed %d", seed).isEqualTo(Json.MAPPER.writeValueAsBytes(members(view)));
    }

    private static Object members(Object value) throws Exception {
        return switch (value) {
            case SelfWritten view -> {
                Map<String, Object> members = new LinkedHashMap<>();
                for (RecordComponent component : view.getClass().getRecordComponents()) {
                    Object member = component.getAccessor().invoke(view);
                    if (!component.getAccessor().isAnnotationPresent(JsonInclude.class) || !List.of().equals(member)) {
                        members.put(PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE
                                .translate(component.getName()), members(member));
                    }
                }
                yield members;
            }
            case List<?> list -> {
                var all = new ArrayList<Object>();
                for (Object one : list) {
                    all.add(members(one));
                }
                yield all;
            }
            default -> value;
        };
    }
}
