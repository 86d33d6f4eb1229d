package io.quotastack.ledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import org.junit.jupiter.api.Test;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.schemas.serde.AvroBinary;

class EntryCodecTest {

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomEntries entries = new RandomEntries(random);
    private final AvroBinary<io.quotastack.events.LedgerEntry> avro = new AvroBinary<>(
            io.quotastack.events.LedgerEntry.class);

    @Test
    void writesWhatAvrosOwnWriterWrites() {
        for (int i = 0; i < 2_000; i++) {
            LedgerEntry entry = entries.next();
            String externalId = entries.text();

            assertThat(EntryCodec.write(entry, externalId)).as("seed %d", seed)
                    .isEqualTo(avro.encode(EntryRecords.toAvro(entry, externalId)));
        }
    }

    @Test
    void readsBackFromTheLogWhatWasWritten() {
        for (int i = 0; i < 1_000; i++) {
            LedgerEntry entry = entries.next();
            String externalId = entries.text();

            var read = avro.decode(EntryCodec.write(entry, externalId));

            assertThat(EntryCodec.fromAvro(read)).as("seed %d", seed).isEqualTo(entry);
            assertThat(read.getExternalCustomerId()).as("seed %d", seed).isEqualTo(externalId);
        }
    }

    @Test
    void bearsTheIdsThatAnswersBear() {
        LedgerEntry entry = entries.next();

        assertThat(avro.decode(EntryCodec.write(entry, "x")).getId()).isEqualTo(entry.id());
    }
}
