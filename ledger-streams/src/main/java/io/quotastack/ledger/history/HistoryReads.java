package io.quotastack.ledger.history;

import io.quotastack.ledger.history.credit.BlockReads;
import io.quotastack.ledger.history.credit.CreditsReads;
import io.quotastack.ledger.history.credit.ExplainReads;
import io.quotastack.ledger.history.entry.LedgerReads;
import io.quotastack.ledger.history.report.CreditReportReads;
import io.quotastack.ledger.history.reservation.ReservationReads;
import io.quotastack.ledger.history.simulation.SimulationReads;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.history.subscription.SubscriptionReads;
import io.quotastack.ledger.history.usage.RefusedUsageReads;
import io.quotastack.ledger.history.usage.SummaryReads;
import io.quotastack.ledger.history.usage.UsageReads;

/**
 * What can be asked of the past, by feature. All of it throws
 * {@link io.quotastack.platform.store.ShardMovedException} when this node does not have the customer's partition.
 */
public record HistoryReads(
        LedgerReads ledger,
        ExplainReads explain,
        CreditsReads credits,
        BlockReads blocks,
        ReservationReads reservations,
        UsageReads usage,
        RefusedUsageReads refusedUsage,
        SummaryReads summaries,
        SubscriptionReads subscriptions,
        SimulationReads simulations,
        CreditReportReads creditReports) {

    static HistoryReads of(OwnedStores stores) {
        return new HistoryReads(new LedgerReads(stores), new ExplainReads(stores), new CreditsReads(stores),
                new BlockReads(stores), new ReservationReads(stores), new UsageReads(stores),
                new RefusedUsageReads(stores),
                new SummaryReads(stores), new SubscriptionReads(stores), new SimulationReads(stores),
                new CreditReportReads(stores));
    }
}
