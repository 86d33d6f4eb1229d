package io.quotastack.ledger.history.credit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.config.Config;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
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
                entry.externalPaymentId(), entry.usage().map(usage -> usage(entry, usage, config, now)),
                blocks(rows, entry),
                entry.allocations().stream().filter(share -> share.block().isEmpty())
                        .mapToLong(Allocation::amount).sum());
    }

    private static UsageExplained usage(LedgerEntry entry, UsageRef usage, Config config, Instant now) {
        Optional<Metric> metric = config.environment(entry.customer().tenantEnvironment()).metric(usage.metricKey());
        Optional<MeteringRule> rule = metric.flatMap(of -> of.rules().find(usage.ruleId()));
        long unitsBefore = entry.context().tierUnitsBefore();
        List<PriceStep> steps = entry.type() == EntryType.REFUND
                ? List.of()
                : rule.map(MeteringRule::price)
                        .map(price -> Pricing.steps(price, price.countedFrom(unitsBefore), usage.units()))
                        .filter(priced -> sum(priced).equals(costOf(entry))).orElse(List.of());
        return new UsageExplained(usage.eventId(), usage.metricKey(), usage.units(),
                entry.context().usageTimestamp().orElse(entry.occurredAt()),
                rule.map(of -> RuleJson.document(metric.orElseThrow(), of, now)), unitsBefore,
                steps.stream().map(StepView::of).toList());
    }

    private static Fraction sum(List<PriceStep> steps) {
        return steps.stream().map(PriceStep::amount).reduce(Fraction.ZERO, Fraction::plus);
    }

    /** What the steps must sum to; those of a commit whose cost the caller named do not. */
    private static Fraction costOf(LedgerEntry entry) {
        return Fraction.of(entry.type() == EntryType.RESERVE ? entry.reservedDelta() : -entry.delta());
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
