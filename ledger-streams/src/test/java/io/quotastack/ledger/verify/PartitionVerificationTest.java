package io.quotastack.ledger.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.ledger.process.PartitionDecider.UndecidableCommandException;
import io.quotastack.ledger.state.RowReader;

/** Random histories from a printed seed: what was decided is verified, whatever the moment, and what was changed is found. */
class PartitionVerificationTest {

    private static final int COMMANDS = 1_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final TemporaryStores ofTheProcess = TemporaryStores.create();
    private final SimulatedLog log = new SimulatedLog(random, ofTheProcess.open("state"));
    private final Counts counts = new Counts();

    @BeforeEach
    void decide() throws UndecidableCommandException {
        log.run(COMMANDS);
    }

    @AfterEach
    void close() {
        ofTheProcess.close();
    }

    private Optional<Difference> verify(long firstConfig) {
        try (var stores = TemporaryStores.create()) {
            return new PartitionVerification(log, new PartitionVerification.Configs(log::config, firstConfig),
                    log::entry, stores, counts, new Progress(line -> {})).run();
        }
    }

    @RepeatedTest(8)
    void findsWhatWasDecidedAsItShouldBeAtAnyMoment() {
        log.cutAnywhere(0);

        assertThat(verify(0)).as("seed %d", seed).isEmpty();

        assertThat(counts.commandsPassed).isZero();
    }

    @RepeatedTest(8)
    void foldsWhatIsOlderThanTheLog() {
        log.cutAnywhere(1 + random.nextInt(COMMANDS / 2));

        assertThat(verify(0)).as("seed %d", seed).isEmpty();
    }

    @RepeatedTest(2)
    void decidesThoseAgainWhoCameLongAfterTheLogBegins() {
        log.cutAtTheEnd(200);

        assertThat(verify(0)).as("seed %d", seed).isEmpty();

        assertThat(counts.customersFolded()).as("seed %d", seed).isPositive();
        assertThat(counts.customersDecided()).as("seed %d", seed).isPositive();
        assertThat(counts.entriesDecided()).isPositive();
        assertThat(counts.entriesFolded()).isPositive();
        assertThat(counts.entriesDecided() + counts.entriesFolded()).isEqualTo(log.entries.size());
    }

    @RepeatedTest(2)
    void beginsWhereTheConfigurationCanStillBeMade() {
        log.cutAtTheEnd(0);

        assertThat(verify(2)).as("seed %d", seed).isEmpty();

        assertThat(counts.commandsPassed).as("seed %d", seed).isGreaterThanOrEqualTo(300);
        assertThat(counts.customersDecided()).as("seed %d", seed).isPositive();
    }

    @RepeatedTest(8)
    void findsAnyRowThatIsGone() {
        log.cutAtTheEnd(0);
        var row = log.tamper();

        Optional<Difference> found = verify(0);

        assertThat(found).as("seed %d: %s", seed, row).isPresent();
        assertThat(found.get().found()).isEqualTo("no row");
        RowReader.ownerOf(row).ifPresent(
                owner -> assertThat(found.get().what()).contains(owner.toString()).contains("the row of"));
    }

    @RepeatedTest(4)
    void findsAnyEntryThatIsAnother() {
        log.cutAtTheEnd(random.nextBoolean() ? 0 : 400);
        int number = random.nextInt(log.entries.size());
        LedgerEntry entry = log.entries.get(number);
        log.entries.set(number, withBalance(entry, 1));

        Optional<Difference> found = verify(0);

        assertThat(found).as("seed %d", seed).isPresent();
        assertThat(found.get().what()).as("seed %d", seed)
                .startsWith("ledger entry " + entry.sequence() + " of customer " + entry.customer());
    }

    @RepeatedTest(2)
    void findsAnEntryThatIsGone() {
        log.cutAtTheEnd(0);
        List<LedgerEntry> all = new ArrayList<>(log.entries);
        LedgerEntry gone = all.remove(random.nextInt(all.size() - 1));
        for (int i = 0; i < all.size(); i++) {
            log.entries.set(i, all.get(i));
        }

        Optional<Difference> found = verify(0);

        assertThat(found).as("seed %d", seed).isPresent();
        assertThat(found.get().expected()).as("seed %d", seed).isEqualTo(gone.toString());
    }

    private static LedgerEntry withBalance(LedgerEntry entry, long more) {
        var movement = new LedgerEntry.Movement(entry.delta() + more, entry.reservedDelta(), entry.allocations(),
                entry.repaid());
        return new LedgerEntry(entry.customer(), entry.link(), entry.type(), movement, entry.after(), entry.cause(),
                entry.subject(), entry.metadata(), entry.times(), entry.context());
    }
}
