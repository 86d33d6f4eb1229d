package io.quotastack.core.metering;

import java.util.List;
import java.util.Locale;

/** How units become millicredits (CONTRACT 4). All amounts are at least 0. */
public sealed interface Price {

    /** The most units that one {@code unit_cost} may be the price of. */
    long MOST_PER_UNITS = 1_000_000_000_000L;

    /** Which units it counts. */
    Scope scope();

    /** Where it counts on from, as its counter says before a charge: an event's own units begin at 0. */
    default long countedFrom(long unitsBefore) {
        return scope() == Scope.EVENT ? 0 : unitsBefore;
    }

    /** The same for each event, whatever its units, 0 units included. */
    record Flat(long flatCost) implements Price {
        public Flat {
            requireAmount(flatCost, "flat_cost");
        }

        @Override
        public Scope scope() {
            return Scope.EVENT;
        }
    }

    /** units × unit_cost ÷ per_units. */
    record PerUnit(long unitCost, long perUnits, Scope scope) implements Price {
        public PerUnit {
            requireAmount(unitCost, "unit_cost");
            requirePerUnits(perUnits);
        }

        /** So much for each unit of an event. */
        public PerUnit(long unitCost) {
            this(unitCost, 1, Scope.EVENT);
        }
    }

    /** ⌈units ÷ package_size⌉ × package_cost. */
    record PerPackage(long packageSize, long packageCost, Scope scope) implements Price {
        public PerPackage {
            if (packageSize < 1) {
                throw new IllegalArgumentException("package_size below 1: " + packageSize);
            }
            requireAmount(packageCost, "package_cost");
        }

        /** Of the packages that one event begins. */
        public PerPackage(long packageSize, long packageCost) {
            this(packageSize, packageCost, Scope.EVENT);
        }
    }

    /**
     * Prices by tier; ends strictly ascending, the last tier, and only that one, without end.
     *
     * @param perUnits how many units the {@code unit_cost} of each tier is the price of
     */
    record Tiered(TierMode mode, Scope scope, List<Tier> tiers, long perUnits) implements Price {
        public Tiered {
            tiers = List.copyOf(tiers);
            requirePerUnits(perUnits);
            if (tiers.isEmpty()) {
                throw new IllegalArgumentException("a tiered price without tiers");
            }
            for (int i = 0; i < tiers.size(); i++) {
                boolean last = i == tiers.size() - 1;
                if (tiers.get(i).upTo().isEmpty() != last) {
                    throw new IllegalArgumentException("the last tier, and only that one, has no up_to: " + tiers);
                }
                if (i > 0 && !last && tiers.get(i).lastUnit() <= tiers.get(i - 1).lastUnit()) {
                    throw new IllegalArgumentException("up_to not strictly ascending: " + tiers);
                }
            }
        }

        /** With tiers that say the price of one unit. */
        public Tiered(TierMode mode, Scope scope, List<Tier> tiers) {
            this(mode, scope, tiers, 1);
        }
    }

    /** How tiers apply. */
    enum TierMode {
        /** Each unit at its own tier's price, plus the flat cost of every tier entered. */
        GRADUATED,
        /** All units at the price of the tier that the total falls in, plus its flat cost. */
        VOLUME;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Which units a price counts. */
    enum Scope {
        /** This event's. */
        EVENT,
        /** The customer's charged units of the metric in the UTC month of the event's timestamp. */
        MONTH,
        /** The same in the running period of the customer's subscription; without one, in the month. */
        PERIOD;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static void requireAmount(long millicredits, String field) {
        if (millicredits < 0) {
            throw new IllegalArgumentException(field + " below 0: " + millicredits);
        }
    }

    private static void requirePerUnits(long perUnits) {
        if (perUnits < 1 || perUnits > MOST_PER_UNITS) {
            throw new IllegalArgumentException("per_units not in 1…10¹²: " + perUnits);
        }
    }
}
