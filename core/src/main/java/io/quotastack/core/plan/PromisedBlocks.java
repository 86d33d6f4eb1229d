package io.quotastack.core.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many blocks of one subscription the grants of a variant can keep alive at once: with each turn of its cadence a grant
 * makes one, and it lives until its period ends, or for so long, or for ever. A customer has a bounded number of unspent
 * blocks, so a variant may promise a part of that only.
 *
 * @param live blocks of each grant, by its place among the grants
 */
public record PromisedBlocks(List<Long> live) {

    /** A fifth of what a customer may have. */
    public static final int MOST = 2_000;

    /** A block that outlives a year counts for a year: it may be used up at any time, and is mostly. */
    private static final long MOST_DAYS_COUNTED = 366;
    private static final long SECONDS_OF_DAY = 86_400;
    private static final int MONTHS_OF_YEAR = 12;
    private static final int SHORTEST_MONTH = 28;
    private static final int LONGEST_MONTH = 31;
    private static final int LONGEST_YEAR = 366;
    private static final int MOST_GROUPS_SAID = 5;

    public PromisedBlocks {
        live = List.copyOf(live);
    }

    /** Of subscriptions with a trial that is as long as the variant says. */
    public static PromisedBlocks of(VariantTerms terms) {
        return of(terms, terms.trialDays());
    }

    /**
     * Of subscriptions with a trial of their own length.
     *
     * @param trialDays which is a period to grants that land in it
     */
    public static PromisedBlocks of(VariantTerms terms, int trialDays) {
        List<Long> live = new ArrayList<>();
        for (CreditGrantTerms grant : terms.creditGrants()) {
            live.add(live(grant, terms.period(), grant.onTrial() ? trialDays : 0));
        }
        return new PromisedBlocks(live);
    }

    public long sum() {
        return live.stream().mapToLong(Long::longValue).sum();
    }

    /** Why the terms promise too many, or nothing. */
    static Optional<TermsFault> faultOf(VariantTerms terms) {
        PromisedBlocks promised = of(terms);
        return promised.sum() <= MOST
                ? Optional.empty()
                : Optional.of(new TermsFault("/credit_grants",
                        "may keep at most " + MOST + " blocks alive at once, but these can keep " + promised.sum()
                                + ": "
                                + promised.arithmetic(terms),
                        Set.of("/credit_grants", "/interval", "/interval_count", "/trial_days")));
    }

    /** Grants alike are said together: {@code 50 grants × 366 (every day, until the period of a year ends)}. */
    private String arithmetic(VariantTerms terms) {
        Map<String, Integer> groups = new LinkedHashMap<>();
        for (int i = 0; i < live.size(); i++) {
            groups.merge(" × " + live.get(i) + " (" + said(terms.creditGrants().get(i), terms) + ")", 1, Integer::sum);
        }
        List<String> said = new ArrayList<>();
        groups.forEach((each, count) -> said.add(count + (count == 1 ? " grant" : " grants") + each));
        return said.size() <= MOST_GROUPS_SAID
                ? String.join(" + ", said)
                : String.join(" + ", said.subList(0, MOST_GROUPS_SAID)) + " + …";
    }

    private static String said(CreditGrantTerms grant, VariantTerms terms) {
        String life = switch (grant.expires()) {
            case GrantExpiry.PeriodEnd() -> "until a period of " + said(terms.period()) + " ends";
            case GrantExpiry.CadenceEnd() -> "until the next";
            case GrantExpiry.Never() -> "never expiring, counted for a year";
            case GrantExpiry.After(long seconds) -> "for " + seconds + " s";
        };
        return "every " + said(grant.cadenceIn(terms.period())) + ", " + life
                + (grant.rollover().percentage() > 0 ? ", and once more as rollover" : "");
    }

    private static String said(Cadence cadence) {
        return cadence.count() == 1
                ? cadence.interval().text()
                : cadence.count() + " " + cadence.interval().text() + "s";
    }

    private static long live(CreditGrantTerms grant, Cadence period, int trialDays) {
        Cadence cadence = grant.cadenceIn(period);
        long rolled = grant.rollover().percentage() > 0 ? 2 : 1;
        return switch (grant.expires()) {
            case GrantExpiry.PeriodEnd() -> rolled
                    * Math.max(turnsIn(period, cadence),
                            grant.cadence().isEmpty() ? 1 : ceil(trialDays, shortest(cadence)));
            case GrantExpiry.CadenceEnd() -> rolled;
            case GrantExpiry.Never() -> ceil(MOST_DAYS_COUNTED, shortest(cadence));
            case GrantExpiry.After(long seconds) -> ceil(Math.min(MOST_DAYS_COUNTED, ceil(seconds, SECONDS_OF_DAY)),
                    shortest(cadence));
        };
    }

    /** How many turns of the cadence a period has at most. */
    private static long turnsIn(Cadence period, Cadence cadence) {
        return months(period) > 0 && months(cadence) > 0
                ? ceil(months(period), months(cadence))
                : ceil(longest(period), shortest(cadence));
    }

    /** 0 of what is counted in days. */
    private static long months(Cadence cadence) {
        return switch (cadence.interval()) {
            case DAY, WEEK -> 0;
            case MONTH -> cadence.count();
            case YEAR -> (long) cadence.count() * MONTHS_OF_YEAR;
        };
    }

    private static long longest(Cadence cadence) {
        long count = cadence.count();
        return switch (cadence.interval()) {
            case DAY -> count;
            case WEEK -> count * 7;
            case MONTH -> Math.min(count * LONGEST_MONTH, ceil(count * LONGEST_YEAR, MONTHS_OF_YEAR) + 1);
            case YEAR -> count * LONGEST_YEAR;
        };
    }

    private static long shortest(Cadence cadence) {
        return months(cadence) > 0 ? months(cadence) * SHORTEST_MONTH : longest(cadence);
    }

    private static long ceil(long whole, long part) {
        return Math.ceilDiv(whole, part);
    }
}
