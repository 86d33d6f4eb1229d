package io.quotastack.ledger.remote;

import java.util.Set;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.CreditReportQuery;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.platform.wire.OwnerMap;

/**
 * The ledger as one of its owners has it: of what it does not own, every method throws {@link ShardMovedException} before
 * anything is done.
 */
public interface OwnedLedger extends LedgerGateway {

    /** What the partitions have of a stretch of the list. */
    ListPart<byte[]> list(ListQuery.OfAccounts query, KeysetPage stretch, Set<Integer> partitions);

    /** What the partitions have of a simulation by now. */
    SimulationPart simulation(TenantEnvironment tenantEnvironment, String simulationId, Set<Integer> partitions);

    /** What the partitions have of a report on credits. */
    CreditReportPart creditReport(CreditReportQuery query, Set<Integer> partitions);

    /** Who owns what, as this node knows it. */
    OwnerMap owners();
}
