package io.quotastack.ledger.history;

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
        SubscriptionReads subscriptions) {

    static HistoryReads of(OwnedStores stores) {
        return new HistoryReads(new LedgerReads(stores), new ExplainReads(stores), new CreditsReads(stores),
                new BlockReads(stores), new ReservationReads(stores), new UsageReads(stores),
                new RefusedUsageReads(stores),
                new SummaryReads(stores), new SubscriptionReads(stores));
    }
}
