package io.quotastack.platform.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** A list is walked from where it begins; whether that is known is a matter of time only. */
class FirstRowsTest {

    private static final KeyRange LIST = KeyRange.of(row(0));

    private final FirstRows firstRows = new FirstRows();

    private static Bytes row(int... rest) {
        byte[] key = new byte[rest.length + 1];
        key[0] = 7;
        for (int i = 0; i < rest.length; i++) {
            key[i + 1] = (byte) rest[i];
        }
        return Bytes.wrap(key);
    }

    @Test
    void anUnknownListBeginsWithItsRange() {
        assertThat(firstRows.of(LIST)).isEqualTo(LIST.from());
        firstRows.written(LIST, row(0, 5));
        assertThat(firstRows.of(LIST)).as("earlier rows may be there").isEqualTo(LIST.from());
    }

    @Test
    void aKnownListBeginsWhereItWasFoundToBegin() {
        firstRows.found(LIST, row(0, 5));
        firstRows.written(LIST, row(0, 9));
        assertThat(firstRows.of(LIST)).isEqualTo(row(0, 5));
        firstRows.found(LIST, LIST.to());
        assertThat(firstRows.of(LIST)).isEqualTo(LIST.to());
    }

    @Test
    void anEarlierRowIsTheNewBeginning() {
        firstRows.found(LIST, LIST.to());
        firstRows.written(LIST, row(0, 9));
        firstRows.written(LIST, row(0, 5));
        assertThat(firstRows.of(LIST)).isEqualTo(row(0, 5));
    }
}
