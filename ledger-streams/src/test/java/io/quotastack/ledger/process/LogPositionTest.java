package io.quotastack.ledger.process;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

/** Where a task may begin, and where it must not. */
class LogPositionTest {

    private static void check(OptionalLong committed, long first, long end, boolean hasDecided) {
        LogPosition.of(committed, first, end).checkWhole(3, hasDecided);
    }

    @Test
    void beginsWhereTheGroupIsAndAtTheBeginningOfANewLog() {
        assertThatCode(() -> {
            check(OptionalLong.empty(), 0, 0, false);
            check(OptionalLong.empty(), 0, 9, false);
            check(OptionalLong.of(5), 0, 9, true);
            check(OptionalLong.of(5), 5, 9, true);
            check(OptionalLong.of(9), 9, 9, true);
        }).doesNotThrowAnyException();
    }

    @Test
    void stopsWhereCommandsWereRemovedUndecided() {
        assertThatThrownBy(() -> check(OptionalLong.of(5), 6, 9, true)).isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("from offset 5 to 6 were removed");
        assertThatThrownBy(() -> check(OptionalLong.empty(), 6, 9, false)).isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("before offset 6 were removed");
    }

    @Test
    void stopsWhereTheGroupsOffsetIsLostInsteadOfBookingAgain() {
        assertThatThrownBy(() -> check(OptionalLong.empty(), 0, 9, true)).isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("the group's offset");
    }

    @Test
    void stopsWhereTheLogIsShorterThanWhatWasDecided() {
        assertThatThrownBy(() -> check(OptionalLong.of(10), 0, 9, true)).isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("ends at 9");
    }
}
