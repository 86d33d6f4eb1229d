package io.quotastack.core.webhook;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: order without a gap for each customer, each delivery in exactly one place, the printed delays, known-dead
 * endpoints, and nothing that a restart forgets. Method: {@link RandomWebhooks random histories}; after each step the rows
 * must say what {@link DeliveryModel} says, and whatever is sent must be its customer's turn. At the end the same inputs,
 * decided anew, must lead to the same rows.
 */
class RandomWebhooksTest {

    @RepeatedTest(5)
    void rowsSayWhatTheModelSaysAndADecidedHistoryIsDecidedTheSameAgain() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("RandomWebhooksTest seed " + seed);
        new RandomWebhooks(seed).check();
    }

    /** The model took a retry by hand to move a head that was due already, by its place in the spread of its delay. */
    @ParameterizedTest
    @ValueSource(longs = {6718837709724L, 6016912953536L, 6017591164361L})
    void aRetryByHandLeavesAHeadThatIsDueAlreadyAsItIs(long seed) {
        new RandomWebhooks(seed).check();
    }
}
