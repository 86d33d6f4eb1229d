package io.quotastack.core.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.ResourceId.Kind;

class ResourceIdTest {

    private static final List<String> LETTERS = List
            .of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-\u00e9".split(""));

    @Test
    void readsBackWhatItWrote() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            var customerId = new UUID(random.nextLong(), random.nextLong());
            for (Kind kind : EnumSet.allOf(Kind.class)) {
                var id = new ResourceId(kind, customerId, random.nextLong());

                assertThat(ResourceId.parse(kind, id.toString())).as("seed %d", seed).contains(id);
            }
        }
    }

    @Test
    void aPlaceHasOneTextOnly() {
        var id = new ResourceId(Kind.BLOCK, new UUID(-1, 7), 42);
        String text = id.toString();
        for (int i = 0; i < text.length(); i++) {
            for (String letter : LETTERS) {
                String other = text.substring(0, i) + letter + text.substring(i + 1);
                ResourceId.parse(Kind.BLOCK, other)
                        .ifPresent(parsed -> assertThat(parsed.toString()).isEqualTo(other));
            }
        }
    }

    @Test
    void isNoIdOfAnotherKindOrLength() {
        String text = new ResourceId(Kind.BLOCK, new UUID(1, 2), 3).toString();

        assertThat(ResourceId.parse(Kind.LEDGER_ENTRY, text)).isEmpty();
        assertThat(ResourceId.parse(Kind.BLOCK, text + "0")).isEmpty();
        assertThat(ResourceId.parse(Kind.BLOCK, "blk_")).isEmpty();
        assertThat(ResourceId.parse(Kind.BLOCK, "")).isEmpty();
    }
}
