package io.quotastack.ledger.answer;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.gateway.Reply;

/** Answers that were given before and are rendered again from the entry that they named. Blocks until it is there. */
public interface HistoryAnswers {

    /** The 201 of a usage that the entry at {@code sequence} charged. */
    Reply chargedBefore(CustomerKey customer, long sequence);

    /** The 201 of a grant that the entry at {@code sequence} booked. */
    Reply granted(CustomerKey customer, long sequence);

    /** The 200 of a payment that the entry at {@code sequence} granted. */
    Reply grantedBefore(CustomerKey customer, long sequence);
}
