package io.quotastack.webhook.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.quotastack.core.problem.UnavailableException;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.platform.wire.OwnerMap;

class ProbeTurnsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final NodeAddress ONE = new NodeAddress("one", 1);
    private static final NodeAddress TWO = new NodeAddress("two", 2);

    private OwnerMap owners = new OwnerMap(2, Map.of(0, ONE, 1, TWO));
    private final ProbeTurns ofOne = new ProbeTurns("one:1", () -> owners);
    private final ProbeTurns ofTwo = new ProbeTurns("two:2", () -> owners);

    @Test
    void ownersTakeTurns() {
        long turnsOfOne = IntStream.range(0, 60).filter(second -> ofOne.test(NOON.plusSeconds(second))).count();
        long turnsOfTwo = IntStream.range(0, 60).filter(second -> ofTwo.test(NOON.plusSeconds(second))).count();

        assertThat(turnsOfOne).isEqualTo(5);
        assertThat(turnsOfTwo).isEqualTo(5);
        assertThat(IntStream.range(0, 60)).noneMatch(
                second -> ofOne.test(NOON.plusSeconds(second)) && ofTwo.test(NOON.plusSeconds(second)));
    }

    @Test
    void theOneThatIsLeftProbesAtAnyTime() {
        assertThat(ofTwo.test(NOON)).isFalse();

        owners = new OwnerMap(2, Map.of(0, TWO, 1, TWO));

        assertThat(IntStream.rangeClosed(1, 30)).allMatch(second -> ofTwo.test(NOON.plusSeconds(second)));
        assertThat(IntStream.rangeClosed(1, 30)).noneMatch(second -> ofOne.test(NOON.plusSeconds(second)));
    }

    @Test
    void aNodeThatIsNotInItsGroupDoesNotProbe() {
        var out = new ProbeTurns("one:1", () -> {
            throw new UnavailableException("the node is not in its group");
        });

        assertThat(IntStream.range(0, 30)).noneMatch(second -> out.test(NOON.plusSeconds(second)));
    }
}
