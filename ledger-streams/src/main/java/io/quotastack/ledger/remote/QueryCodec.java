package io.quotastack.ledger.remote;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.When;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.core.simulation.ProposedRules.Proposed;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.platform.wire.WireReader;
import io.quotastack.platform.wire.WireWriter;

/** Questions between nodes: the number of the kind, then its parts in their order. */
final class QueryCodec {

    private QueryCodec() {}

    static void write(WireWriter to, Query query) {
        switch (query) {
            case Query.GetCustomer(var customer) -> to.octet(1).customer(customer);
            case Query.GetCredits(var customer, var blocks, var asOf) -> to.octet(2).customer(customer).flag(blocks)
                    .optional(asOf, WireWriter::instant);
            case Query.ListBlocks(var customer, var status, var page) -> page(
                    to.octet(3).customer(customer).optional(status, WireWriter::constant), page);
            case Query.ListLedger list -> page(to.octet(4).customer(list.customer())
                    .optional(list.type(), WireWriter::constant).optional(list.from(), WireWriter::instant)
                    .optional(list.to(), WireWriter::instant).flag(list.descending()), list.page());
            case Query.GetEntry(var customer, var id) -> to.octet(5).customer(customer).text(id);
            case Query.ExplainEntry(var customer, var id) -> to.octet(6).customer(customer).text(id);
            case Query.GetUsage(var customer, var id) -> to.octet(7).customer(customer).text(id);
            case Query.SummarizeUsage summarize -> to.octet(8).customer(summarize.customer())
                    .optional(summarize.metricKey(), WireWriter::text).instant(summarize.from())
                    .instant(summarize.to()).constant(summarize.granularity());
            case Query.GetReservation(var customer, var ordinal) -> to.octet(9).customer(customer).number(ordinal);
            case Query.ListReservations(var customer, var status, var page) -> page(
                    to.octet(10).customer(customer).optional(status, WireWriter::constant), page);
            case Query.GetSubscription(var customer, var ordinal) -> to.octet(11).customer(customer).number(ordinal);
            case Query.ListSubscriptions(var customer, var status, var page) -> page(
                    to.octet(12).customer(customer).optional(status, WireWriter::constant), page);
            case Query.SubscriptionHistory(var customer, var ordinal, var page) -> page(
                    to.octet(13).customer(customer).number(ordinal), page);
            case Query.GetTestClock(var customer) -> to.octet(14).customer(customer);
            case Query.CheckEntitlement(var customer, var check) -> check(to.octet(15).customer(customer), check);
            case Query.CheckEntitlements(var customer, var checks) when withoutMetadata(checks) -> to.octet(16)
                    .customer(customer).list(checks, QueryCodec::check);
            case Query.CheckEntitlements(var customer, var checks) -> to.octet(19).customer(customer).list(checks,
                    QueryCodec::checkWithMetadata);
            case Query.Estimate estimate -> {
                to.octet(estimate.metadata().isEmpty() ? 17 : 18).environment(estimate.tenantEnvironment())
                        .optional(estimate.customer(), WireWriter::customer);
                pricedBy(to, estimate.pricedBy());
                to.number(estimate.units());
                if (!estimate.metadata().isEmpty()) {
                    pairs(to, estimate.metadata());
                }
            }
            case Query.SimulateUsage(var customer, var time, var rules) -> to.octet(20).customer(customer)
                    .instant(time.from()).instant(time.to()).list(rules, QueryCodec::proposed);
            case Query.GetTransfer(var customer, var ordinal) -> to.octet(21).customer(customer).number(ordinal);
            case Query.GetReceivedTransfer(var customer, var id) -> to.octet(22).customer(customer).text(id);
        }
    }

    static Query read(WireReader from) {
        int kind = from.octet();
        return switch (kind) {
            case 1 -> new Query.GetCustomer(from.customer());
            case 2 -> new Query.GetCredits(from.customer(), from.flag(), from.optional(WireReader::instant));
            case 3 -> new Query.ListBlocks(from.customer(),
                    from.optional(status -> status.constant(BlockStatus.class)), page(from));
            case 4 -> new Query.ListLedger(from.customer(), from.optional(type -> type.constant(EntryType.class)),
                    from.optional(WireReader::instant), from.optional(WireReader::instant), from.flag(), page(from));
            case 5 -> new Query.GetEntry(from.customer(), from.text());
            case 6 -> new Query.ExplainEntry(from.customer(), from.text());
            case 7 -> new Query.GetUsage(from.customer(), from.text());
            case 8 -> new Query.SummarizeUsage(from.customer(), from.optional(WireReader::text), from.instant(),
                    from.instant(), from.constant(Query.Granularity.class));
            case 9 -> new Query.GetReservation(from.customer(), from.number());
            case 10 -> new Query.ListReservations(from.customer(),
                    from.optional(status -> status.constant(ReservationStatus.class)), page(from));
            case 11 -> new Query.GetSubscription(from.customer(), from.number());
            case 12 -> new Query.ListSubscriptions(from.customer(),
                    from.optional(status -> status.constant(SubscriptionStatus.class)), page(from));
            case 13 -> new Query.SubscriptionHistory(from.customer(), from.number(), page(from));
            case 14 -> new Query.GetTestClock(from.customer());
            case 15 -> new Query.CheckEntitlement(from.customer(), check(from));
            case 16 -> new Query.CheckEntitlements(from.customer(), from.list(QueryCodec::check));
            case 17 -> new Query.Estimate(from.environment(), from.optional(WireReader::customer), pricedBy(from),
                    from.number());
            case 18 -> new Query.Estimate(from.environment(), from.optional(WireReader::customer), pricedBy(from),
                    from.number(), pairs(from));
            case 19 -> new Query.CheckEntitlements(from.customer(), from.list(QueryCodec::checkWithMetadata));
            case 20 -> new Query.SimulateUsage(from.customer(), new SimulatedTime(from.instant(), from.instant()),
                    from.list(QueryCodec::proposed));
            case 21 -> new Query.GetTransfer(from.customer(), from.number());
            case 22 -> new Query.GetReceivedTransfer(from.customer(), from.text());
            default -> throw new IllegalArgumentException("no kind of question: " + kind);
        };
    }

    private static void page(WireWriter to, Page page) {
        to.optional(page.cursor(), WireWriter::text).count(page.limit());
    }

    private static Page page(WireReader from) {
        return new Page(from.optional(WireReader::text), from.count());
    }

    private static void check(WireWriter to, Query.Check check) {
        to.text(check.metricKey()).number(check.units());
    }

    private static Query.Check check(WireReader from) {
        return new Query.Check(from.text(), from.number());
    }

    /** Such are asked as they were before checks had metadata, for nodes of that time; one alone never has any. */
    private static boolean withoutMetadata(List<Query.Check> checks) {
        return checks.stream().allMatch(check -> check.metadata().isEmpty());
    }

    private static void checkWithMetadata(WireWriter to, Query.Check check) {
        check(to, check);
        pairs(to, check.metadata());
    }

    private static Query.Check checkWithMetadata(WireReader from) {
        return new Query.Check(from.text(), from.number(), pairs(from));
    }

    private static void proposed(WireWriter to, Proposed rule) {
        to.text(rule.metricKey()).optional(rule.price(), QueryCodec::price)
                .list(rule.prices().entries(), QueryCodec::entry)
                .optional(rule.target().map(RuleTarget::text), WireWriter::text)
                .optional(rule.effectiveAt(), WireWriter::instant);
    }

    private static Proposed proposed(WireReader from) {
        return new Proposed(from.text(), from.optional(QueryCodec::price),
                PriceList.of(from.list(QueryCodec::entry)), from.optional(WireReader::text).map(RuleTarget::parse),
                from.optional(WireReader::instant));
    }

    private static void pricedBy(WireWriter to, Query.PricedBy pricedBy) {
        switch (pricedBy) {
            case Query.PricedBy.MetricInForce(var metricKey) -> to.octet(1).text(metricKey);
            case Query.PricedBy.Proposed(var price, var prices, var metricKey) when prices.isEmpty() -> {
                price(to.octet(2), price.orElseThrow());
                to.optional(metricKey, WireWriter::text);
            }
            case Query.PricedBy.Proposed(var price, var prices, var metricKey) -> to.octet(3)
                    .optional(price, QueryCodec::price).list(prices.entries(), QueryCodec::entry)
                    .optional(metricKey, WireWriter::text);
        }
    }

    private static Query.PricedBy pricedBy(WireReader from) {
        int kind = from.octet();
        return switch (kind) {
            case 1 -> new Query.PricedBy.MetricInForce(from.text());
            case 2 -> new Query.PricedBy.Proposed(price(from), from.optional(WireReader::text));
            case 3 -> new Query.PricedBy.Proposed(from.optional(QueryCodec::price),
                    PriceList.of(from.list(QueryCodec::entry)), from.optional(WireReader::text));
            default -> throw new IllegalArgumentException("nothing that prices: " + kind);
        };
    }

    private static void entry(WireWriter to, PriceEntry entry) {
        pairs(to, entry.when().pairs());
        price(to, entry.price());
    }

    private static PriceEntry entry(WireReader from) {
        return new PriceEntry(When.of(pairs(from)), price(from));
    }

    private static void pairs(WireWriter to, Map<String, String> pairs) {
        to.list(List.copyOf(pairs.entrySet()), (writer, pair) -> writer.text(pair.getKey()).text(pair.getValue()));
    }

    private static Map<String, String> pairs(WireReader from) {
        Map<String, String> pairs = new TreeMap<>();
        from.list(pair -> Map.entry(pair.text(), pair.text()))
                .forEach(pair -> pairs.put(pair.getKey(), pair.getValue()));
        return pairs;
    }

    /** Prices of one unit that count an event are written as they were before there were others, for nodes of that time. */
    private static void price(WireWriter to, Price price) {
        switch (price) {
            case Price.Flat(var cost) -> to.octet(1).number(cost);
            case Price.PerUnit(var cost, var perUnits, var scope) when perUnits == 1 && scope == Scope.EVENT -> to
                    .octet(2).number(cost);
            case Price.PerPackage(var size, var cost, var scope) when scope == Scope.EVENT -> to.octet(3).number(size)
                    .number(cost);
            case Price.Tiered tiered when tiered.perUnits() == 1 -> tiers(to.octet(4), tiered);
            case Price.PerUnit(var cost, var perUnits, var scope) -> to.octet(5).number(cost).number(perUnits)
                    .constant(scope);
            case Price.PerPackage(var size, var cost, var scope) -> to.octet(6).number(size).number(cost)
                    .constant(scope);
            case Price.Tiered tiered -> tiers(to.octet(7).number(tiered.perUnits()), tiered);
        }
    }

    private static void tiers(WireWriter to, Price.Tiered price) {
        to.constant(price.mode()).constant(price.scope()).list(price.tiers(), (writer, tier) -> writer
                .number(tier.upTo()).number(tier.unitCost()).number(tier.flatCost()));
    }

    private static Price price(WireReader from) {
        int kind = from.octet();
        return switch (kind) {
            case 1 -> new Price.Flat(from.number());
            case 2 -> new Price.PerUnit(from.number());
            case 3 -> new Price.PerPackage(from.number(), from.number());
            case 4 -> tiered(1, from);
            case 5 -> new Price.PerUnit(from.number(), from.number(), from.constant(Scope.class));
            case 6 -> new Price.PerPackage(from.number(), from.number(), from.constant(Scope.class));
            case 7 -> tiered(from.number(), from);
            default -> throw new IllegalArgumentException("no kind of price: " + kind);
        };
    }

    private static Price tiered(long perUnits, WireReader from) {
        return new Price.Tiered(from.constant(Price.TierMode.class), from.constant(Scope.class),
                from.list(tier -> new Tier(tier.optionalNumber(), tier.number(), tier.number())), perUnits);
    }
}
