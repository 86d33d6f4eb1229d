package io.quotastack.ledger.history.credit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.config.Config;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.metering.ChosenPrice;
import io.quotastack.core.metering.DimensionValues;
import io.quotastack.core.metering.Fraction;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.PriceStep;
import io.quotastack.core.metering.Pricing;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.BoundedAnswer;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.history.entry.LedgerReads;
import io.quotastack.ledger.history.store.BlockLevel;
import io.quotastack.ledger.history.store.CustomerHistory;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.view.BlockView;
import io.quotastack.ledger.view.ExplainView;
import io.quotastack.ledger.view.ExplainView.BlockExplained;
import io.quotastack.ledger.view.ExplainView.LineExplained;
import io.quotastack.ledger.view.ExplainView.StepView;
import io.quotastack.ledger.view.ExplainView.UsageExplained;
import io.quotastack.schemas.json.RuleJson;

/** Why an entry moved what it moved: the rule, the steps of its price, the blocks and their order (CONTRACT 5). */
public final class ExplainReads {

    private static final String IN_THE_ENTRY = "the entry itself lists its blocks";

    private final OwnedStores history;

    public ExplainReads(OwnedStores history) {
        this.history = history;
    }

    /**
     * Explains an entry.
     *
     * @param config a snapshot as new as the entry's decision; rules never change, so a newer one says the same
     */
    public Reply explain(Query.ExplainEntry query, Config config, Instant now, RequestContext request) {
        CustomerHistory rows = history.of(query.customer());
        return LedgerReads.find(rows, query.customer(), query.entryId())
                .map(logged -> BoundedAnswer.of(view(rows, logged.entry(), config, now), IN_THE_ENTRY, request))
                .orElseGet(() -> ProblemJson.reply(LedgerReads.noSuchEntry(), request));
    }

    private static ExplainView view(CustomerHistory rows, LedgerEntry entry, Config config, Instant now) {
        return new ExplainView(entry.id(), entry.sequence(), entry.type().text(), entry.delta(),
                entry.externalPaymentId(), entry.usage().map(usage -> usage(rows, entry, usage, config, now)),
                blocks(rows, entry),
                entry.allocations().stream().filter(share -> share.block().isEmpty())
                        .mapToLong(Allocation::amount).sum());
    }

    private static UsageExplained usage(CustomerHistory rows, LedgerEntry entry, UsageRef usage, Config config,
            Instant now) {
        Map<String, String> metadata = dimensions(rows, entry);
        Instant timestamp = entry.context().usageTimestamp().orElse(entry.occurredAt());
        if (usage.priced().itemized()) {
            return new UsageExplained(usage.eventId(), Optional.empty(), Optional.empty(), timestamp, Optional.empty(),
                    Optional.empty(), Optional.empty(), List.of(), lines(entry, usage.lines(), metadata, config, now));
        }
        PricedLine line = usage.lines().getFirst();
        var rule = RuleOfLine.find(entry, line, metadata, config);
        long unitsBefore = entry.context().tierUnitsBefore();
        return new UsageExplained(usage.eventId(), Optional.of(line.metricKey()), Optional.of(line.units()),
                timestamp, rule.map(of -> of.document(now)), rule.flatMap(of -> of.price(entry)),
                Optional.of(unitsBefore), rule.map(of -> of.stepsOfEvent(entry, line, unitsBefore)).orElse(List.of()),
                List.of());
    }

    /** By whose values a rule's prices differ: a commit goes by what was said when its hold was made. */
    private static Map<String, String> dimensions(CustomerHistory rows, LedgerEntry entry) {
        return entry.type() == EntryType.COMMIT
                ? rows.entry(entry.reservation().orElseThrow()).map(hold -> hold.entry().metadata()).orElse(Map.of())
                : entry.metadata();
    }

    private static List<LineExplained> lines(LedgerEntry entry, List<PricedLine> lines, Map<String, String> metadata,
            Config config, Instant now) {
        List<Long> unitsBefore = entry.context().lineUnitsBefore();
        var explained = new ArrayList<LineExplained>(lines.size());
        for (PricedLine line : lines) {
            var rule = RuleOfLine.find(entry, line, metadata, config);
            long before = unitsBefore.isEmpty() ? 0 : unitsBefore.get(explained.size());
            explained.add(new LineExplained(line.metricKey(), line.units(), line.cost(), line.metadata(),
                    rule.map(of -> of.document(now)), rule.flatMap(of -> of.price(entry)), before,
                    rule.map(of -> of.steps(entry, line, before)).orElse(List.of())));
        }
        return explained;
    }

    /**
     * The rule that priced a line, as the configuration has it, and its price for the line: rules never change, so the same
     * values find the same price again.
     */
    private record RuleOfLine(Metric metric, MeteringRule rule, Optional<ChosenPrice> chosen) {

        static Optional<RuleOfLine> find(LedgerEntry entry, PricedLine line, Map<String, String> metadata,
                Config config) {
            return config.environment(entry.customer().tenantEnvironment()).metric(line.metricKey())
                    .flatMap(metric -> metric.rules().find(line.ruleId()).map(rule -> new RuleOfLine(metric, rule,
                            rule.priceFor(new DimensionValues(line.metadata(), metadata)))));
        }

        Map<String, Object> document(Instant now) {
            return RuleJson.withoutList(metric, rule, now);
        }

        /** None of a refund: what it gives back was priced before. */
        Optional<Map<String, Object>> price(LedgerEntry entry) {
            return entry.type() == EntryType.REFUND ? Optional.empty() : chosen.map(RuleJson::chosen);
        }

        List<StepView> stepsOfEvent(LedgerEntry entry, PricedLine line, long unitsBefore) {
            return steps(entry, line, chosen.map(of -> of.price().countedFrom(unitsBefore)).orElse(unitsBefore));
        }

        /** None where they would not sum to the cost: the caller named it, or an earlier line paid it. */
        List<StepView> steps(LedgerEntry entry, PricedLine line, long countedFrom) {
            if (entry.type() == EntryType.REFUND || chosen.isEmpty()) {
                return List.of();
            }
            List<PriceStep> steps = Pricing.steps(chosen.get().price(), countedFrom, line.units());
            return sum(steps).equals(Fraction.of(line.cost()))
                    ? steps.stream().map(StepView::of).toList()
                    : List.of();
        }

        private static Fraction sum(List<PriceStep> steps) {
            return steps.stream().map(PriceStep::amount).reduce(Fraction.ZERO, Fraction::plus);
        }
    }

    private static List<BlockExplained> blocks(CustomerHistory rows, LedgerEntry entry) {
        var explained = new ArrayList<BlockExplained>();
        var reasons = new BlockReasons(rows, entry);
        for (Allocation share : entry.allocations()) {
            if (share.block().isPresent()) {
                BlockTerms terms = rows.terms(share.block().getAsLong(), entry.occurredAt()).orElseThrow();
                explained.add(block(rows, entry, share, terms, reasons.next(terms)));
            }
        }
        for (Allocation repaid : entry.repaid()) {
            if (entry.allocations().stream().noneMatch(share -> share.block().equals(repaid.block()))) {
                BlockTerms terms = rows.terms(repaid.block().orElseThrow(), entry.occurredAt()).orElseThrow();
                explained.add(block(rows, entry, Allocation.ofBlock(terms.ordinal(), 0), terms,
                        BlockReasons.givenBack()));
            }
        }
        return explained;
    }

    private static BlockExplained block(CustomerHistory rows, LedgerEntry entry, Allocation share, BlockTerms terms,
            BurnOrderReason reason) {
        long repaid = entry.repaid().stream().filter(one -> one.block().equals(share.block()))
                .mapToLong(Allocation::amount).sum();
        return new BlockExplained(BlockView.idOf(entry.customer(), terms.ordinal()), share.amount(), repaid,
                remaining(rows, terms, entry.sequence() - 1), remaining(rows, terms, entry.sequence()),
                terms.priority(), terms.expiresAt(), terms.pricePaid(), terms.externalPaymentId(), terms.createdAt(),
                reason.rule(),
                reason.sentence());
    }

    private static long remaining(CustomerHistory rows, BlockTerms terms, long sequence) {
        return rows.level(terms.ordinal(), sequence).map(BlockLevel::remaining).orElse(0L);
    }
}
