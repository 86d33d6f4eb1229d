package io.quotastack.platform.store.committed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilterTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void hasAllKeysThatWereAddedAndFewOthers(long seed) {
        var random = new Random(seed);
        var filter = new KeyFilter(KeyFilter.bytesFor(20_000));
        List<byte[]> keys = keys(random, 20_000);
        for (byte[] key : keys) {
            filter.add(key);
        }

        assertThat(keys).allMatch(filter::mayHave);
        assertThat(keys(random, 20_000)).filteredOn(filter::mayHave).hasSizeLessThan(400);
    }

    @Test
    void tellsWhetherAKeyIsNew() {
        var filter = new KeyFilter(KeyFilter.bytesFor(1));

        assertThat(filter.add(new byte[] {1, 2, 3})).isTrue();
        assertThat(filter.add(new byte[] {1, 2, 3})).isFalse();
    }

    @Test
    void aKeyIsNoOtherThatBeginsWithIt() {
        var filter = new KeyFilter(KeyFilter.bytesFor(1_000));
        filter.add(new byte[] {1, 2, 3});

        assertThat(filter.mayHave(new byte[] {1, 2, 3, 0})).isFalse();
        assertThat(filter.mayHave(new byte[] {0, 1, 2, 3})).isFalse();
    }

    private static List<byte[]> keys(Random random, int count) {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var key = new byte[9 + random.nextInt(60)];
            random.nextBytes(key);
            keys.add(key);
        }
        return keys;
    }
}
