package io.quotastack.core.account;

import java.util.Optional;
import java.util.function.Predicate;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.credit.Tank;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;

/**
 * What a decision can see of one customer. Every read is a point or a short range, so that the cost of a decision does
 * not grow with the customer's blocks, events or history.
 */
public interface AccountState {

    CustomerKey key();

    /** The customer; present exactly when {@link #account()} is. */
    Optional<Customer> customer();

    Optional<Account> account();

    /** Shows the active blocks in burn order until the visitor has seen enough and answers false. */
    void visitBurnDown(Predicate<Slot> visitor);

    /** What is left in an active block. */
    Optional<Tank> tank(BurnOrder order);

    /** The terms of a live block: a scheduled one, or an active one with something left. */
    Optional<BlockTerms> terms(long blockOrdinal);

    /** Whether the block was voided; that is kept for ever. */
    boolean voided(long blockOrdinal);

    /** Shows what is to come, earliest first, until the visitor answers false. */
    void visitDues(Predicate<Due> visitor);

    Optional<ChargedUsage> chargedUsage(String eventId);

    /** Units charged so far; 0 for a counter never touched. */
    long tierUnits(TierCounter counter);

    Optional<BookedPayment> payment(String externalPaymentId);

    Optional<AnswerMark> answer(AnswerKey key);
}
