package io.quotastack.ledger.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.gateway.Reply;
import io.quotastack.core.gateway.RequestContext;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Pricing;
import io.quotastack.core.query.Query;
import io.quotastack.core.tenant.Config;
import io.quotastack.ledger.view.BlockView;
import io.quotastack.ledger.view.ExplainView;
import io.quotastack.ledger.view.ExplainView.BlockExplained;
import io.quotastack.ledger.view.ExplainView.StepView;
import io.quotastack.ledger.view.ExplainView.UsageExplained;
import io.quotastack.schemas.json.ProblemJson;
import io.quotastack.schemas.json.RuleJson;

/** Why an entry moved what it moved: the rule, the steps of its price, the blocks and their order (CONTRACT 5). */
public final class ExplainReads {

    private final OwnedStores history;

    ExplainReads(OwnedStores history) {
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
                .map(logged -> Replies.ok(view(rows, logged.entry(), config, now)))
                .orElseGet(() -> ProblemJson.reply(LedgerReads.noSuchEntry(), request));
    }

    private static ExplainView view(CustomerHistory rows, LedgerEntry entry, Config config, Instant now) {
        return new ExplainView(entry.id(), entry.sequence(), entry.type().text(), entry.delta(),
                entry.usage().map(usage -> usage(entry, usage, config, now)), blocks(rows, entry),
                entry.allocations().stream().filter(share -> share.block().isEmpty())
                        .mapToLong(Allocation::amount).sum());
    }

    private static UsageExplained usage(LedgerEntry entry, UsageRef usage, Config config, Instant now) {
        Optional<Metric> metric = config.world(entry.customer().world()).metric(usage.metricKey());
        Optional<MeteringRule> rule = metric.stream().flatMap(of -> of.rules().stream())
                .filter(one -> one.id().equals(usage.ruleId())).findFirst();
        long unitsBefore = entry.context().tierUnitsBefore();
        List<StepView> steps = entry.type() == EntryType.USAGE
                ? rule.map(of -> Pricing.steps(of.price(), unitsBefore, usage.units())).orElse(List.of()).stream()
                        .map(StepView::of).toList()
                : List.of();
        return new UsageExplained(usage.eventId(), usage.metricKey(), usage.units(),
                entry.context().usageTimestamp().orElse(entry.occurredAt()),
                rule.map(of -> RuleJson.document(metric.orElseThrow(), of, now)), unitsBefore, steps);
    }

    private static List<BlockExplained> blocks(CustomerHistory rows, LedgerEntry entry) {
        var explained = new ArrayList<BlockExplained>();
        Optional<BlockTerms> before = Optional.empty();
        for (Allocation share : entry.allocations()) {
            if (share.block().isPresent()) {
                BlockTerms terms = rows.terms(share.block().getAsLong()).orElseThrow();
                explained.add(block(rows, entry, share, terms, reason(entry, before, terms)));
                before = Optional.of(terms);
            }
        }
        return explained;
    }

    /** Only what burns goes by the burn order; what is given back goes where it came from. */
    private static BurnOrderReason reason(LedgerEntry entry, Optional<BlockTerms> before, BlockTerms terms) {
        boolean burns = entry.type() == EntryType.USAGE || (entry.type() == EntryType.ADJUST && entry.delta() < 0);
        if (!burns) {
            return new BurnOrderReason(Optional.empty(), "the block that the " + entry.type().text() + " is about");
        }
        return before.map(one -> BurnOrderReason.behind(one, terms)).orElseGet(BurnOrderReason::first);
    }

    private static BlockExplained block(CustomerHistory rows, LedgerEntry entry, Allocation share, BlockTerms terms,
            BurnOrderReason reason) {
        long repaid = entry.repaid().stream().filter(one -> one.block().equals(share.block()))
                .mapToLong(Allocation::amount).sum();
        return new BlockExplained(BlockView.idOf(entry.customer(), terms.ordinal()), share.amount(), repaid,
                remaining(rows, terms, entry.sequence() - 1), remaining(rows, terms, entry.sequence()),
                terms.priority(), terms.expiresAt(), terms.pricePaid(), terms.createdAt(), reason.rule(),
                reason.sentence());
    }

    private static long remaining(CustomerHistory rows, BlockTerms terms, long sequence) {
        return rows.level(terms.ordinal(), sequence).map(BlockLevel::remaining).orElse(0L);
    }
}
