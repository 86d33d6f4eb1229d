package io.quotastack.ledger.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import java.util.Set;

import org.junit.jupiter.api.Test;

/** Where a task may begin, and where it must not. */
class LogPositionTest {

    private static final OptionalLong UNSAID = OptionalLong.empty();

    /** The offsets that are no commands: the ends of somebody's transactions. */
    private Set<Long> noCommands = Set.of();

    private static void check(OptionalLong committed, long first, long end, boolean hasDecided) {
        LogPosition.of(committed, first, end).checkWhole(3, hasDecided, UNSAID);
    }

    /** In a log that begins at an offset and ends at 30. */
    private void take(long first, long decidedEnd, long committed) {
        LogPosition log = LogPosition.of(OptionalLong.of(committed), first, 30);
        log.checkWhole(3, true, OptionalLong.of(decidedEnd));
        log.checkSet(3, decidedEnd, new CommandsTopic() {
            @Override
            public LogPosition position(int partition) {
                return log;
            }

            @Override
            public boolean hasCommands(int partition, long from, long to) {
                assertThat(partition).isEqualTo(3);
                for (long offset = Math.max(from, first); offset < to; offset++) {
                    if (!noCommands.contains(offset)) {
                        return true;
                    }
                }
                return false;
            }
        });
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
                .hasMessageContaining("the group's offset").hasMessageContaining("behind the last command");
        assertThatThrownBy(() -> LogPosition.of(OptionalLong.empty(), 0, 9).checkWhole(3, true, OptionalLong.of(7)))
                .isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("is gone: set it to 7 while no ledger runs");
    }

    @Test
    void stopsWhereTheLogIsShorterThanWhatWasDecided() {
        assertThatThrownBy(() -> check(OptionalLong.of(10), 0, 9, true)).isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("ends at 9");
        assertThatThrownBy(() -> take(0, 31, 30)).isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("decided up to offset 31 and ends at 30");
    }

    @Test
    void stopsWhereTheGroupWasSetAheadOfCommandsThatAreNotDecided() {
        assertThatCode(() -> take(0, 12, 12)).doesNotThrowAnyException();

        assertThatThrownBy(() -> take(0, 12, 20)).isInstanceOf(BrokenLogException.class)
                .hasMessage("commands-3 is decided up to offset 12, as the state says, and the group quotastack-ledger"
                        + " goes on at offset 20: the commands in between would never be decided. If somebody set the"
                        + " group's offset, set it to 12 while no ledger runs (kafka-consumer-groups --group"
                        + " quotastack-ledger --topic commands:3 --reset-offsets --to-offset 12 --execute); if nobody"
                        + " did, the state has lost its end: see docs/operating/durability.md");
        assertThatThrownBy(() -> take(0, 0, 1)).isInstanceOf(BrokenLogException.class);
    }

    @Test
    void stopsWhereTheGroupWasSetBackToCommandsThatAreDecided() {
        assertThatThrownBy(() -> take(0, 12, 11)).isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("the commands in between would be decided again")
                .hasMessageContaining("The group's offset is wrong: set it to 12 while no ledger runs");
        assertThatThrownBy(() -> take(5, 12, 0)).as("to where nothing is kept").isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("--to-offset 12 --execute");
    }

    @Test
    void passesOverWhatIsNoCommand() {
        noCommands = Set.of(12L, 13L);

        assertThatCode(() -> {
            take(0, 12, 14);
            take(0, 14, 12);
        }).doesNotThrowAnyException();
        assertThatThrownBy(() -> take(0, 12, 15)).isInstanceOf(BrokenLogException.class);
        assertThatThrownBy(() -> take(0, 11, 14)).isInstanceOf(BrokenLogException.class);
    }

    /** Whoever was told of removed commands can only go on behind them, and no farther. */
    @Test
    void beginsBehindRemovedCommandsAndNotBehindOthers() {
        assertThatThrownBy(() -> take(15, 12, 12)).isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("from offset 12 to 15 were removed");
        assertThatThrownBy(() -> take(15, 12, 14)).isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("from offset 12 to 15 were removed");
        assertThatCode(() -> take(15, 12, 15)).doesNotThrowAnyException();
        assertThatThrownBy(() -> take(15, 12, 16)).isInstanceOf(BrokenLogException.class)
                .hasMessageContaining("--to-offset 15 --execute");
    }

    @Test
    void comparesWithWhatTheGroupSaidBeforeAndAfterTheStateWasRead() {
        LogPosition.Commands all = (from, to) -> from < to;

        assertThat(LogPosition.agree(10, 10, 14, all)).isTrue();
        assertThat(LogPosition.agree(12, 10, 14, all)).isTrue();
        assertThat(LogPosition.agree(14, 10, 14, all)).isTrue();
        assertThat(LogPosition.agree(9, 10, 14, all)).isFalse();
        assertThat(LogPosition.agree(15, 10, 14, all)).isFalse();
    }
}
