package io.quotastack.gateway.query;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.core.simulation.ProposedRules;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.core.text.Metadata;

/** A question with one answer: about one customer, answered where its account lives, or about a price. */
public sealed interface Query {

    /** A question that one customer's account answers. */
    sealed interface OfCustomer extends Query {
        CustomerKey customer();
    }

    record GetCustomer(CustomerKey customer) implements OfCustomer {}

    record GetCredits(CustomerKey customer, boolean includeBlocks, Optional<Instant> asOf) implements OfCustomer {}

    record ListBlocks(CustomerKey customer, Optional<BlockStatus> status, Page page) implements OfCustomer {}

    /** Entries with {@code from <= occurred_at < to}, by sequence. */
    record ListLedger(
            CustomerKey customer,
            Optional<EntryType> type,
            Optional<Instant> from,
            Optional<Instant> to,
            boolean descending,
            Page page) implements OfCustomer {}

    record GetEntry(CustomerKey customer, String entryId) implements OfCustomer {}

    record ExplainEntry(CustomerKey customer, String entryId) implements OfCustomer {}

    record GetUsage(CustomerKey customer, String eventId) implements OfCustomer {}

    /** Usage by bucket of the event's timestamp, {@code from} and {@code to} widened to whole buckets. */
    record SummarizeUsage(
            CustomerKey customer,
            Optional<String> metricKey,
            Instant from,
            Instant to,
            Granularity granularity) implements OfCustomer {}

    /** A reservation of that ordinal, active or ended. */
    record GetReservation(CustomerKey customer, long ordinal) implements OfCustomer {}

    /** All reservations there ever were, by creation. */
    record ListReservations(CustomerKey customer, Optional<ReservationStatus> status, Page page)
            implements OfCustomer {}

    /** A transfer that the customer sent, of that ordinal, as far as the customer's own account tells. */
    record GetTransfer(CustomerKey customer, long ordinal) implements OfCustomer {}

    /** What the customer made of a transfer that another one sent. */
    record GetReceivedTransfer(CustomerKey customer, String transferId) implements OfCustomer {}

    /** A subscription of that ordinal, live or ended. */
    record GetSubscription(CustomerKey customer, long ordinal) implements OfCustomer {}

    /** All subscriptions there ever were, by creation. */
    record ListSubscriptions(CustomerKey customer, Optional<SubscriptionStatus> status, Page page)
            implements OfCustomer {}

    /** What became of a subscription of that ordinal, oldest first. */
    record SubscriptionHistory(CustomerKey customer, long ordinal, Page page) implements OfCustomer {}

    /** What usage of a time would have cost by other rules. */
    record SimulateUsage(CustomerKey customer, SimulatedTime time, List<ProposedRules.Proposed> rules)
            implements OfCustomer {
        public SimulateUsage {
            rules = List.copyOf(rules);
        }
    }

    /** The customer's own clock, and what happened when it was last moved. */
    record GetTestClock(CustomerKey customer) implements OfCustomer {}

    record CheckEntitlement(CustomerKey customer, Check check) implements OfCustomer {}

    record CheckEntitlements(CustomerKey customer, List<Check> checks) implements OfCustomer {
        public CheckEntitlements {
            checks = List.copyOf(checks);
        }
    }

    /**
     * May the customer use so many units of a metric now?
     *
     * @param metadata of the event, with the values of its dimensions
     */
    record Check(String metricKey, long units, Map<String, String> metadata) {
        public Check {
            metadata = Metadata.copyOf(metadata);
        }

        /** Of an event without metadata. */
        public Check(String metricKey, long units) {
            this(metricKey, units, Map.of());
        }
    }

    /**
     * What units would cost now by a rule, real or proposed, from the customer's tier counters when one is named.
     *
     * @param metadata of the event, with the values of its dimensions
     */
    record Estimate(
            TenantEnvironment tenantEnvironment,
            Optional<CustomerKey> customer,
            PricedBy pricedBy,
            long units,
            Map<String, String> metadata) implements Query {
        public Estimate {
            metadata = Metadata.copyOf(metadata);
        }

        /** Of an event without metadata. */
        public Estimate(TenantEnvironment tenantEnvironment, Optional<CustomerKey> customer, PricedBy pricedBy,
                long units) {
            this(tenantEnvironment, customer, pricedBy, units, Map.of());
        }
    }

    /** What prices an estimate: a metric's rule in force, or one that is only proposed. */
    sealed interface PricedBy {
        record MetricInForce(String metricKey) implements PricedBy {}

        /** Prices not booked anywhere; they count from 0 unless a customer and a metric are named. */
        record Proposed(Optional<Price> price, PriceList prices, Optional<String> metricKey) implements PricedBy {

            /** One price for all events. */
            public Proposed(Price price, Optional<String> metricKey) {
                this(Optional.of(price), PriceList.NONE, metricKey);
            }
        }
    }

    /** The size of a summary's buckets, in UTC. */
    enum Granularity {
        HOUR,
        DAY,
        MONTH;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
