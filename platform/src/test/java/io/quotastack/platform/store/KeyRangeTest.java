package io.quotastack.platform.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

import io.quotastack.gateway.list.SortKey;

class KeyRangeTest {

    private static final KeyRange RANGE = KeyRange.of(key(7, 255));

    @Test
    void placesSortAsTheKeysDo() {
        List<Bytes> keys = List.of(key(7, 255, 0), key(7, 255, 0, 0), key(7, 255, 1), key(7, 255, 128),
                key(7, 255, 255));

        assertThat(keys).isSorted();
        assertThat(keys.stream().map(RANGE::place)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatIsBehindAPlaceBeginsRightBehindItsKey() {
        SortKey place = RANGE.place(key(7, 255, 1));

        assertThat(RANGE.behind(place)).isEqualTo(key(7, 255, 1, 0)).isGreaterThan(key(7, 255, 1));
        assertThat(RANGE.contains(RANGE.behind(place))).isTrue();
    }

    @Test
    void anyPlaceLeadsIntoTheRange() {
        Bytes behind = RANGE.behind(SortKey.of(new byte[] {-1, -1, -1, -1}));

        assertThat(RANGE.contains(behind)).isTrue();
    }

    private static Bytes key(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return Bytes.wrap(bytes);
    }
}
