package io.quotastack.core.metering;

import java.util.List;
import java.util.Locale;

/** How units become millicredits (CONTRACT 4). All amounts are at least 0. */
public sealed interface Price {

    /** The same for each event, whatever its units, 0 units included. */
    record Flat(long flatCost) implements Price {
        public Flat {
            requireAmount(flatCost, "flat_cost");
        }
    }

    /** units × unit_cost. */
    record PerUnit(long unitCost) implements Price {
        public PerUnit {
            requireAmount(unitCost, "unit_cost");
        }
    }

    /** ⌈units ÷ package_size⌉ × package_cost. */
    record PerPackage(long packageSize, long packageCost) implements Price {
        public PerPackage {
            if (packageSize < 1) {
                throw new IllegalArgumentException("package_size below 1: " + packageSize);
            }
            requireAmount(packageCost, "package_cost");
        }
    }

    /** Prices by tier; ends strictly ascending, the last tier, and only that one, without end. */
    record Tiered(TierMode mode, TierScope scope, List<Tier> tiers) implements Price {
        public Tiered {
            tiers = List.copyOf(tiers);
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

    /** Which units tiers count. */
    enum TierScope {
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
}
