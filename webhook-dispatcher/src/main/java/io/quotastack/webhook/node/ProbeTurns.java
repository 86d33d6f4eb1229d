package io.quotastack.webhook.node;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.quotastack.core.problem.UnavailableException;
import io.quotastack.core.webhook.ProbeTurn;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.platform.wire.OwnerMap;

/**
 * Whether it is this node's turn to probe endpoints that are known dead, among those that own partitions now. While they
 * move, two nodes may think of different ones, and both probe for a while.
 */
final class ProbeTurns implements Predicate<Instant> {

    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);

    private record Known(Optional<ProbeTurn> turn, Instant at) {}

    private final String address;
    private final Supplier<OwnerMap> owners;
    private volatile Known known = new Known(Optional.empty(), Instant.MIN);

    /**
     * The turns of a node among others.
     *
     * @param address its own
     */
    ProbeTurns(String address, Supplier<OwnerMap> owners) {
        this.address = address;
        this.owners = owners;
    }

    @Override
    public boolean test(Instant now) {
        Known last = known;
        if (now.isBefore(last.at()) || !now.isBefore(last.at().plus(KNOWN_FOR))) {
            last = new Known(turn(), now);
            known = last;
        }
        return last.turn().filter(turn -> turn.isAt(now)).isPresent();
    }

    private Optional<ProbeTurn> turn() {
        try {
            List<String> nodes = owners.get().owners().values().stream().map(NodeAddress::toString).distinct().sorted()
                    .toList();
            int place = nodes.indexOf(address);
            return place < 0 ? Optional.empty() : Optional.of(new ProbeTurn(place, nodes.size()));
        } catch (UnavailableException e) {
            return Optional.empty(); // not in its group now: nothing is its own, and it is asked again in a second
        }
    }
}
