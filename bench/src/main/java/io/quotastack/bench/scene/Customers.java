package io.quotastack.bench.fixture;

import io.quotastack.bench.http.ClosedLoop;
import io.quotastack.bench.http.RequestTemplate;

/** A population: customers whose names are a prefix and a number from 0 on. */
public record Customers(String prefix, long count) {

    public Customers {
        if (count < 1) {
            throw new IllegalArgumentException("no customers");
        }
    }

    /** The external id of customer number {@code number}. */
    public String externalId(long number) {
        String digits = Long.toString(number);
        return prefix + "0".repeat(RequestTemplate.DIGITS - digits.length()) + digits;
    }

    /** The external id as it stands in a {@link RequestTemplate}. */
    public String place() {
        return prefix + "{customer}";
    }

    /** One that stands for all: spreads numbers over the customers, evenly and without a pattern. */
    public long pick(long number) {
        // SplitMix64's finalizer: cheap, the same in every run.
        long mixed = number + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return Long.remainderUnsigned(mixed ^ (mixed >>> 31), count);
    }

    /** Puts a customer into each place of a request and a new number into its keys. */
    ClosedLoop.Filler filler(long firstKey) {
        return (request, number) -> {
            for (int place = 0; place < request.customers(); place++) {
                request.customer(place, pick(number * request.customers() + place));
            }
            request.key(firstKey + number);
        };
    }
}
