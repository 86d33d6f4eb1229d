package io.quotastack.ledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.schemas.avro.TrustedTypes;

class EntryCodecTest {

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomEntries entries = new RandomEntries(random);

    @BeforeAll
    static void trustOurTypes() {
        TrustedTypes.install();
    }

    @Test
    void readsBackFromTheLogWhatWasWritten() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            LedgerEntry entry = entries.next();
            String externalId = entries.text();

            var bytes = EntryCodec.toAvro(entry, externalId).toByteBuffer();
            var read = io.quotastack.events.LedgerEntry.fromByteBuffer(bytes);

            assertThat(EntryCodec.fromAvro(read)).as("seed %d", seed).isEqualTo(entry);
            assertThat(read.getExternalCustomerId()).as("seed %d", seed).isEqualTo(externalId);
        }
    }

    @Test
    void bearsTheIdsThatAnswersBear() {
        LedgerEntry entry = entries.next();

        assertThat(EntryCodec.toAvro(entry, "x").getId()).isEqualTo(entry.id());
    }
}
