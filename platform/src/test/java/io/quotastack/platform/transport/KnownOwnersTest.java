package io.quotastack.platform.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.platform.wire.OwnerMap;

/** When it is asked who owns what, and of whom ({@link Owners}). */
class KnownOwnersTest {

    private static final NodeAddress ONE = new NodeAddress("one", 1);
    private static final NodeAddress TWO = new NodeAddress("two", 2);
    private static final NodeAddress LATER = new NodeAddress("later", 3);
    private static final OwnerMap BEFORE = new OwnerMap(2, Map.of(0, ONE, 1, TWO));
    private static final OwnerMap AFTER = new OwnerMap(2, Map.of(0, LATER, 1, LATER));

    private final Map<NodeAddress, OwnerMap> answers = new HashMap<>();
    private final List<NodeAddress> asked = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - 5;
    private final Owners owners = new Owners(List.of(ONE, TWO), this::ask, () -> nanos);

    private OwnerMap ask(NodeAddress node, Duration within) throws UnreachableException {
        asked.add(node);
        if (!answers.containsKey(node)) {
            throw new UnreachableException(node + " takes no connection", false);
        }
        return answers.getOrDefault(node, BEFORE);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void asksWhenNothingIsKnownAndKeepsWhatItHears() throws Exception {
        answers.put(ONE, BEFORE);
        answers.put(TWO, BEFORE);

        assertThat(owners.known()).contains(BEFORE);
        pass(Duration.ofHours(1));
        assertThat(owners.known()).contains(BEFORE);

        assertThat(asked).hasSize(1);
    }

    @Test
    void asksTheNextWhenOneDoesNotAnswer() throws Exception {
        answers.put(TWO, BEFORE);

        assertThat(owners.known()).contains(BEFORE);

        assertThat(asked).endsWith(TWO);
    }

    @Test
    void asksOnceASecondAtMostHoweverManyFindItWrong() throws Exception {
        answers.put(ONE, BEFORE);
        answers.put(TWO, BEFORE);
        Optional<OwnerMap> known = owners.known();

        for (int caller = 0; caller < 100; caller++) {
            assertThat(owners.instead(known)).contains(BEFORE);
        }
        assertThat(asked).hasSize(1);
        pass(Owners.ASKED_AGAIN_AFTER);
        for (int caller = 0; caller < 100; caller++) {
            assertThat(owners.instead(known)).contains(BEFORE);
        }

        assertThat(asked).hasSize(2);
    }

    @Test
    void whoComesLaterGetsWhatAnotherHasHeardMeanwhile() throws Exception {
        answers.put(ONE, BEFORE);
        answers.put(TWO, BEFORE);
        Optional<OwnerMap> known = owners.known();
        answers.replaceAll((node, map) -> AFTER);
        pass(Owners.ASKED_AGAIN_AFTER);

        assertThat(owners.instead(known)).contains(AFTER);
        pass(Owners.ASKED_AGAIN_AFTER);
        assertThat(owners.instead(known)).contains(AFTER);

        assertThat(asked).hasSize(2);
    }

    @Test
    void keepsWhatItKnowsWhenNobodyAnswers() throws Exception {
        answers.put(ONE, BEFORE);
        Optional<OwnerMap> known = owners.known();
        answers.clear();
        pass(Owners.ASKED_AGAIN_AFTER);

        assertThat(owners.instead(known)).contains(BEFORE);
    }

    @Test
    void asksNodesTooThatItKnowsByTheMapOnly() throws Exception {
        answers.put(ONE, AFTER);
        Optional<OwnerMap> known = owners.known();
        answers.clear();
        answers.put(LATER, BEFORE);
        pass(Owners.ASKED_AGAIN_AFTER);

        assertThat(owners.instead(known)).contains(BEFORE);
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThat(owners.missing())
                .contains("nobody tells who owns what: one:1 takes no connection; two:2 takes no connection");

        answers.put(ONE, new OwnerMap(3, Map.of(1, ONE)));
        pass(Owners.ASKED_AGAIN_AFTER);
        assertThat(owners.missing()).contains("no node has the partitions [0, 2] yet");

        answers.put(ONE, BEFORE);
        pass(Owners.ASKED_AGAIN_AFTER);
        assertThat(owners.missing()).isEmpty();
    }
}
