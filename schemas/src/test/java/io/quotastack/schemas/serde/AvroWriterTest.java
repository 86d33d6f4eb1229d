package io.quotastack.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

class AvroWriterTest {

    /** What Avro's own encoder writes. */
    private interface Own {
        void write(Encoder encoder) throws IOException;
    }

    private static byte[] avro(Own own) throws IOException {
        var bytes = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        own.write(encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    @Test
    void writesNumbersOfEachLength() throws IOException {
        for (int shift = 0; shift < Long.SIZE; shift++) {
            for (long near = -1; near <= 1; near++) {
                long number = (1L << shift) + near;
                assertThat(new AvroWriter().number(number).number(-number).toByteArray()).isEqualTo(avro(encoder -> {
                    encoder.writeLong(number);
                    encoder.writeLong(-number);
                }));
            }
        }
        assertThat(new AvroWriter().number(Integer.MIN_VALUE).toByteArray())
                .isEqualTo(avro(encoder -> encoder.writeInt(Integer.MIN_VALUE)));
    }

    @Test
    void writesTextOfAnyLettersAndLength() throws IOException {
        for (String text : List.of("", "a", "\u00e9\u20ac", "\ud83d\ude00", "half \ud83d of a pair",
                "long ".repeat(2_000))) {
            assertThat(new AvroWriter().text("before").text(text).toByteArray()).isEqualTo(avro(encoder -> {
                encoder.writeString("before");
                encoder.writeString(text);
            }));
        }
    }

    @Test
    void writesWhatIsAbsentAsNull() throws IOException {
        assertThat(new AvroWriter().optionalText(Optional.empty()).optionalNumber(Optional.of(7L))
                .optionalTime(Optional.of(Instant.ofEpochMilli(-5))).optionalTime(Optional.empty()).toByteArray())
                .isEqualTo(avro(encoder -> {
                    encoder.writeIndex(0);
                    encoder.writeIndex(1);
                    encoder.writeLong(7);
                    encoder.writeIndex(1);
                    encoder.writeLong(-5);
                    encoder.writeIndex(0);
                }));
    }

    @Test
    void writesMapsListsAndFlags() throws IOException {
        var map = new TreeMap<>(Map.of("a", "1", "b", ""));
        assertThat(new AvroWriter().texts(map).texts(Map.of()).list(List.of(3L, 4L), AvroWriter::number)
                .list(List.<Long>of(), AvroWriter::number).flag(true).flag(false).toByteArray())
                .isEqualTo(avro(encoder -> {
                    encoder.writeMapStart();
                    encoder.setItemCount(2);
                    for (String text : List.of("a", "1", "b", "")) {
                        encoder.writeString(new Utf8(text));
                    }
                    encoder.writeMapEnd();
                    encoder.writeMapStart();
                    encoder.writeMapEnd();
                    encoder.writeArrayStart();
                    encoder.setItemCount(2);
                    encoder.writeLong(3);
                    encoder.writeLong(4);
                    encoder.writeArrayEnd();
                    encoder.writeArrayStart();
                    encoder.writeArrayEnd();
                    encoder.writeBoolean(true);
                    encoder.writeBoolean(false);
                }));
    }
}
