package io.quotastack.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Terms that are fine each but do not go together.
 *
 * @param pointer the place to mend, as a pointer into the body that says the terms
 * @param among the places that the fault is between: where one of them is at fault by itself, this one says nothing new
 */
public record TermsFault(String pointer, String detail, Set<String> among) {

    /** A term of a contract; ten periods of the longest. */
    private static final int MOST_DECADES_OF_CONTRACT = 10;

    public TermsFault {
        among = Set.copyOf(among);
    }

    /** All faults of the terms. */
    public static List<TermsFault> of(VariantTerms terms) {
        List<TermsFault> faults = new ArrayList<>();
        Set<String> money = Set.of("/price", "/currency");
        if (terms.price().isPresent() && terms.price().get() > 0 && terms.currency().isEmpty()) {
            faults.add(new TermsFault("/currency", "is missing: a price needs its currency", money));
        }
        if (terms.currency().isPresent() && terms.price().isEmpty()) {
            faults.add(new TermsFault("/price", "is missing: a currency needs its price", money));
        }
        Interval interval = terms.period().interval();
        if (!terms.period().withinTenYears()) {
            faults.add(new TermsFault("/interval_count", "must be at most " + interval.inTenYears() + " for "
                    + interval.text(), Set.of("/interval", "/interval_count")));
        }
        long mostIntervals = (long) interval.inTenYears() * MOST_DECADES_OF_CONTRACT;
        if (terms.contract().isPresent()
                && (long) terms.contract().get().periods() * terms.period().count() > mostIntervals) {
            faults.add(new TermsFault("/contract/periods", "must end within a hundred years",
                    Set.of("/interval", "/interval_count", "/contract")));
        }
        PromisedBlocks.faultOf(terms).ifPresent(faults::add);
        return faults;
    }
}
