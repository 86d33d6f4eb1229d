package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.customer.ResourceId;

/** A credit block as answered (CONTRACT 3); amounts are millicredits. */
public record BlockView(
        String id,
        String source,
        long originalAmount,
        long remainingAmount,
        long reservedAmount,
        int priority,
        Instant effectiveAt,
        Optional<Instant> expiresAt,
        Optional<Long> pricePaid,
        Optional<String> currency,
        Optional<String> reason,
        Map<String, String> metadata,
        Instant createdAt,
        String status,
        Optional<String> externalPaymentId) {

    public static BlockView of(CustomerKey customer, BlockTerms terms, BlockBalance blockBalance, BlockStatus status) {
        return new BlockView(idOf(customer, terms.ordinal()), terms.source().text(), terms.originalAmount(),
                blockBalance.remaining(), blockBalance.reserved(), terms.priority(), terms.effectiveAt(),
                terms.expiresAt(),
                terms.pricePaid(), terms.currency(), terms.reason(), new TreeMap<>(terms.metadata()),
                terms.createdAt(), status.text(), terms.externalPaymentId());
    }

    /** The block that a grant made, as it was then. */
    public static BlockView granted(LedgerEntry grant) {
        BlockTerms terms = grant.context().newBlock().orElseThrow();
        long left = terms.originalAmount() - grant.repaid().stream().mapToLong(Allocation::amount).sum();
        return of(grant.customer(), terms, new BlockBalance(left, 0),
                BlockStatus.of(terms, left, false, grant.occurredAt()));
    }

    /** The {@code blk_…} of the customer's block of that ordinal. */
    public static String idOf(CustomerKey customer, long ordinal) {
        return new ResourceId(ResourceId.Kind.BLOCK, customer.customerId(), ordinal).toString();
    }
}
