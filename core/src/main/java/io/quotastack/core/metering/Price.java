package io.quotastack.core.metering;

import java.util.List;
import java.util.Locale;

/** How units become millicredits (CONTRACT 4). All amounts are at least 0. */
public sealed interface Price {

    /** The same for each event, whatever its units, 0 units included. */
    record Flat(long flatCost) implements Price {}

    /** units × unit_cost. */
    record PerUnit(long unitCost) implements Price {}

    /** ⌈units ÷ package_size⌉ × package_cost. */
    record PerPackage(long packageSize, long packageCost) implements Price {}

    /** Prices by tier; the last tier has no end. */
    record Tiered(TierMode mode, TierScope scope, List<Tier> tiers) implements Price {
        public Tiered {
            tiers = List.copyOf(tiers);
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
        MONTH;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
