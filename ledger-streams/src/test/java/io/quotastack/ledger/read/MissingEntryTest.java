package io.quotastack.ledger.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

/** What stalls is not broken. */
class MissingEntryTest {

    private boolean committed;
    private long end = 10;
    private OptionalLong read = OptionalLong.of(10);

    private OptionalLong neverPassed = OptionalLong.empty();

    private final MissingEntry missing = new MissingEntry(() -> committed, () -> end, () -> read,
            offset -> neverPassed.equals(OptionalLong.of(offset)));

    @Test
    void nothingIsMissingBeforeTheCommitHoweverFarHistoryIs() {
        assertThat(missing.isCertain()).isFalse();
        committed = true;
        end = 12; // the entry, and the end of its transaction
        assertThat(missing.isCertain()).isFalse();

        read = OptionalLong.of(12);
        assertThat(missing.isCertain()).isTrue();
    }

    @Test
    void norBeforeHistoryHasReadWhatWasThereThen() {
        committed = true;
        end = 12;
        for (OptionalLong upTo : new OptionalLong[] {OptionalLong.empty(), OptionalLong.of(11)}) {
            read = upTo;
            assertThat(missing.isCertain()).isFalse();
        }
        end = 100; // what comes later is not waited for
        read = OptionalLong.of(12);
        assertThat(missing.isCertain()).isTrue();
    }

    @Test
    void itIsMissingWhereHistoryCanNeverReadOn() {
        end = 12;
        neverPassed = OptionalLong.of(10);
        assertThat(missing.isCertain()).as("before the commit").isFalse();
        committed = true;
        assertThat(missing.isCertain()).isTrue();

        read = OptionalLong.of(11);
        assertThat(missing.isCertain()).as("it has read on").isFalse();
    }
}
