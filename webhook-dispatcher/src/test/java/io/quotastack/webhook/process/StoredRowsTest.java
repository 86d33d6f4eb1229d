package io.quotastack.webhook.process;

import static io.quotastack.webhook.process.DispatcherFixture.ACME;
import static io.quotastack.webhook.process.DispatcherFixture.customer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.internal.ReplayJobRecord;
import io.quotastack.internal.ReplayStartedRecord;
import io.quotastack.internal.WakeUpRecord;
import io.quotastack.platform.store.UnknownFormatException;
import io.quotastack.platform.store.UnreadableRowException;
import io.quotastack.webhook.wire.WebhookCommands;

/** The rows of the one store: each value says its format, and one that cannot be read is never passed over. */
class StoredRowsTest {

    private static final CustomerKey ANN = customer("ann");

    @TempDir
    private Path stateDirectory;

    /** Leaves a row of every kind. */
    private DispatcherFixture withRows() {
        var dispatcher = new DispatcherFixture(stateDirectory);
        dispatcher.publish(ANN);
        dispatcher.ends(dispatcher.sentOne(), 500);
        dispatcher.request("key", new DeliveryRequest.SendTest());
        dispatcher.command(ANN, new ReplayStartedRecord(new ReplayJobRecord("rpl_1", ACME.tenantId().toString(),
                "live", 0L, 1L, null, null, 0L)));
        return dispatcher;
    }

    private static List<KeyValue<Bytes, byte[]>> rows(DispatcherFixture dispatcher) {
        List<KeyValue<Bytes, byte[]>> rows = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = dispatcher.store().all()) {
            all.forEachRemaining(rows::add);
        }
        return rows;
    }

    /** By family; all others have one. */
    private static final Map<Byte, Byte> FORMATS = Map.of((byte) 1, (byte) 2, (byte) 2, (byte) 2, (byte) 5, (byte) 3);

    @Test
    void everyValueBeginsWithTheNumberOfItsFormat() {
        try (var dispatcher = withRows()) {
            assertThat(rows(dispatcher)).extracting(row -> row.key.get()[0]).contains((byte) 1, (byte) 2, (byte) 3,
                    (byte) 4, (byte) 5, (byte) 6, (byte) 7);
            assertThat(rows(dispatcher))
                    .allSatisfy(row -> assertThat(row.value[0])
                            .isEqualTo(FORMATS.getOrDefault(row.key.get()[0], (byte) 1)));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, a delivery", "2, a customer's queue", "6, a replay", "7, a request's answer"})
    void aRowThatCannotBeReadStopsTheTaskAndIsNamed(byte family, String kind) {
        try (var dispatcher = withRows()) {
            KeyValue<Bytes, byte[]> row = rows(dispatcher).stream().filter(one -> one.key.get()[0] == family)
                    .reduce((first, second) -> second).orElseThrow();
            byte[] ofALaterFormat = row.value.clone();
            ofALaterFormat[0]++;
            dispatcher.store().put(row.key, ofALaterFormat);

            Throwable stopped = catchThrowable(() -> readAll(dispatcher));

            while (stopped.getCause() != null && !(stopped instanceof UnreadableRowException)) {
                stopped = stopped.getCause();
            }
            assertThat(stopped).isInstanceOf(UnreadableRowException.class).hasMessageContaining("the row of " + kind)
                    .hasMessageContaining(HexFormat.of().formatHex(row.key.get()));
        }
    }

    @Test
    void aCommandOfALaterFormatStopsTheTask() {
        try (var dispatcher = withRows()) {
            byte[] later = WebhookCommands.write(new WakeUpRecord());
            later[0]++;

            Throwable stopped = catchThrowable(() -> dispatcher.pipe(ANN, later));

            assertThat(stopped).hasRootCauseInstanceOf(UnknownFormatException.class).rootCause()
                    .hasMessageContaining("of webhook-commands cannot be read: a WebhookCommandRecord has format 3");
        }
    }

    /** Records for which the task needs each of the rows. */
    private static void readAll(DispatcherFixture dispatcher) {
        dispatcher.command(ANN, new ReplayStartedRecord(new ReplayJobRecord("rpl_1", ACME.tenantId().toString(),
                "live", 0L, 1L, null, null, 0L)));
        dispatcher.request("key", new DeliveryRequest.SendTest());
        dispatcher.publish(ANN);
        dispatcher.request("other", new DeliveryRequest.Replay(Instant.EPOCH, Optional.empty(), Optional.empty(),
                Optional.empty()));
        dispatcher.pass(Duration.ofMinutes(1));
    }
}
