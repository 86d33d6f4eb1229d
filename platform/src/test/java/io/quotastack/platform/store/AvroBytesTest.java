package io.quotastack.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

import io.quotastack.internal.QueueHeadRecord;
import io.quotastack.internal.TopupRequestsRecord;

class AvroBytesTest {

    private static final Schema CURRENT = QueueHeadRecord.getClassSchema();
    /** Its fields in another order. */
    private static final Schema EARLIER = new Schema.Parser().parse("""
            {"type": "record", "name": "QueueHeadRecord", "namespace": "io.quotastack.internal", "fields": [
              {"name": "due_at", "type": "long"}, {"name": "ordinal", "type": "long"}]}""");

    @Test
    void readsWhatAnEarlierFormatWroteByItsSchema() {
        var now = new AvroBytes<>(QueueHeadRecord.class, List.of(EARLIER, CURRENT));
        byte[] earlier = {1, 14, 6};

        assertThat(now.read(earlier)).isEqualTo(new QueueHeadRecord(3L, 7L));
        assertThat(now.write(new QueueHeadRecord(3L, 7L))).containsExactly(2, 6, 14);
        assertThat(now.read(now.write(new QueueHeadRecord(3L, 7L)))).isEqualTo(new QueueHeadRecord(3L, 7L));
    }

    @Test
    void readsNoFormatThatItDoesNotKnow() {
        var bytes = new AvroBytes<>(QueueHeadRecord.class, List.of(CURRENT));

        assertThatThrownBy(() -> bytes.read(new byte[] {2, 6, 14})).isInstanceOf(UnknownFormatException.class)
                .hasMessage("a QueueHeadRecord has format 2, and this version reads formats up to 1: start the version"
                        + " of QuotaStack that wrote it, or a later one");
        assertThatThrownBy(() -> bytes.read(new byte[] {' ', 6, 14})).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a QueueHeadRecord of a format up to 1");
        assertThatThrownBy(() -> bytes.read(new byte[] {0, 6, 14})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bytes.read(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bytes.read(new byte[] {1, 6})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bytes.read(new byte[] {1, 6, 14, 0})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAChangedSchemaWithoutAFormatOfItsOwn() {
        assertThatThrownBy(() -> new AvroBytes<>(QueueHeadRecord.class, List.of(EARLIER)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a changed one needs a format of the next number");
        assertThatThrownBy(() -> new AvroBytes<>(QueueHeadRecord.class)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void findsTheFormatsOfARowInTheResources() {
        var row = new TopupRequestsRecord(1L, true, 3L, 4L, 5);
        var bytes = new AvroBytes<>(TopupRequestsRecord.class);

        assertThat(bytes.read(bytes.write(row))).isEqualTo(row);
    }
}
