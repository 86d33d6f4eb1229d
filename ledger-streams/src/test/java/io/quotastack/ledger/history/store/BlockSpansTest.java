package io.quotastack.ledger.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.quotastack.ledger.history.HistoryModelTest;

/** Where a span stands in the tree; what it finds is tried by {@link HistoryModelTest}. */
class BlockSpansTest {

    @Test
    void aSpanStandsAtTheNumberThatMostTwosDivide() {
        for (long first = 1; first <= 70; first++) {
            for (long last = first; last <= 70; last++) {
                long highest = first;
                for (long number = first; number <= last; number++) {
                    if (Long.numberOfTrailingZeros(number) > Long.numberOfTrailingZeros(highest)) {
                        highest = number;
                    }
                }
                assertThat(BlockSpans.highestIn(first, last)).as("%d to %d", first, last).isEqualTo(highest);
            }
        }
    }
}
