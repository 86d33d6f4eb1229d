package io.quotastack.core.decide.subscription;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * How the one amount that is fair (CONTRACT 9) falls to the grants of the new terms: by what each would give for the time
 * left until its next point. What is more than that goes to the grants of whole periods, not to those that may end sooner;
 * without such a grant it is of none.
 */
record FairShares(List<Part> parts) {

    /**
     * A grant that lands.
     *
     * @param byTimeLeft what it would give for the time until its next point
     * @param wholePeriod it has no cadence of its own
     */
    record Part(int index, long credits, long byTimeLeft, boolean wholePeriod, Optional<Instant> expiresAt) {}

    /** @param grant absent: of no grant */
    record Share(Optional<Integer> grant, long credits, Optional<Instant> expiresAt) {}

    List<Share> of(long amount) {
        BigInteger natural = sum(parts, Part::byTimeLeft);
        if (BigInteger.valueOf(amount).compareTo(natural) <= 0) {
            return split(amount, parts, Part::byTimeLeft, natural);
        }
        List<Part> whole = parts.stream().filter(Part::wholePeriod).toList();
        List<Share> shares = new ArrayList<>();
        long rest = amount;
        for (Part part : parts) {
            if (!part.wholePeriod()) {
                shares.add(new Share(Optional.of(part.index()), part.byTimeLeft(), part.expiresAt()));
                rest -= part.byTimeLeft();
            }
        }
        if (whole.isEmpty()) {
            shares.add(new Share(Optional.empty(), rest, Optional.empty()));
        } else {
            shares.addAll(0, split(rest, whole, Part::credits, sum(whole, Part::credits)));
        }
        return shares;
    }

    /** Rounded so that the shares are the amount, to the last millicredit. */
    private static List<Share> split(long amount, List<Part> among, ToLongFunction<Part> weight, BigInteger total) {
        List<Share> shares = new ArrayList<>();
        BigInteger upTo = BigInteger.ZERO;
        long given = 0;
        for (Part part : among) {
            upTo = upTo.add(BigInteger.valueOf(weight.applyAsLong(part)));
            long reached = total.signum() == 0
                    ? 0
                    : BigInteger.valueOf(amount).multiply(upTo).divide(total).longValueExact();
            shares.add(new Share(Optional.of(part.index()), reached - given, part.expiresAt()));
            given = reached;
        }
        return shares;
    }

    private static BigInteger sum(List<Part> parts, ToLongFunction<Part> weight) {
        return parts.stream().map(part -> BigInteger.valueOf(weight.applyAsLong(part))).reduce(BigInteger.ZERO,
                BigInteger::add);
    }
}
