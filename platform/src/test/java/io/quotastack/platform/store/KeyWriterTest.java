package io.quotastack.platform.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;

/** Stored keys are these bytes: another layout finds no row that was written before. */
class KeyWriterTest {

    private static final CustomerKey CUSTOMER = new CustomerKey(
            new TenantEnvironment(new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L), Environment.TEST),
            new UUID(0x1112131415161718L, 0x191a1b1c1d1e1f20L));

    @Test
    void laysThePartsOutOneAfterTheOther() {
        byte[] key = KeyWriter.of('k').customer(CUSTOMER).octet(7).number(5).signed(-1).signed((short) 1)
                .instant(Instant.ofEpochMilli(2)).text("é").bytes();

        assertThat(hex(key)).isEqualTo("6b" + "0102030405060708090a0b0c0d0e0f10" + "02"
                + "1112131415161718191a1b1c1d1e1f20" + "07" + "0000000000000005" + "7fffffffffffffff" + "8001"
                + "8000000000000002" + "c3a9");
    }

    @Test
    void readsWhatWasWritten() {
        KeyReader key = KeyReader.of(KeyWriter.of('k').customer(CUSTOMER).octet(7).number(5).signed(-1)
                .signed((short) -3).instant(Instant.MAX).instant(Instant.ofEpochMilli(-2)).text("name").key());

        assertThat(key.octet()).isEqualTo((byte) 'k');
        assertThat(key.customer()).isEqualTo(CUSTOMER);
        assertThat(key.octet()).isEqualTo((byte) 7);
        assertThat(key.number()).isEqualTo(5);
        assertThat(key.signed()).isEqualTo(-1);
        assertThat(key.signedShort()).isEqualTo((short) -3);
        assertThat(key.instant()).isEqualTo(Instant.MAX);
        assertThat(key.instant()).isEqualTo(Instant.ofEpochMilli(-2));
        assertThat(key.text()).isEqualTo("name");
    }

    @Test
    void sortsAsNumbersAndTimesDo() {
        List<Bytes> numbers = Stream.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE)
                .map(number -> KeyWriter.of(1).signed(number).key()).toList();
        List<Bytes> times = Stream.of(Instant.ofEpochMilli(-1), Instant.EPOCH, Instant.ofEpochMilli(1), Instant.MAX)
                .map(time -> KeyWriter.of(1).instant(time).key()).toList();

        assertThat(numbers).isSorted();
        assertThat(times).isSorted();
    }

    @Test
    void holdsTextOfAnyLength() {
        String text = "long ".repeat(100);

        byte[] key = KeyWriter.of(1).text(text).number(3).bytes();

        assertThat(KeyReader.of(key).skip(1).textBefore(Long.BYTES)).isEqualTo(text);
        assertThat(KeyReader.of(key).skipToLast(Long.BYTES).number()).isEqualTo(3);
    }

    @Test
    void endsARangeBehindAllThatBeginsSo() {
        KeyRange range = KeyWriter.of(1).octet(0xff).range();

        assertThat(range.contains(KeyWriter.of(1).octet(0xff).octet(0xff).key())).isTrue();
        assertThat(range.contains(KeyWriter.of(2).key())).isFalse();
        assertThat(range.contains(KeyWriter.of(1).octet(0xfe).key())).isFalse();
    }

    private static String hex(byte[] key) {
        return HexFormat.of().formatHex(key);
    }
}
