package io.quotastack.ledger.read;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.platform.app.UnrecoverableException;

/** An account and its entries do not fit together: a topic has lost records, or is of another time than the other. */
final class BrokenLedgerException extends UnrecoverableException {

    private static final long serialVersionUID = 1L;

    BrokenLedgerException(CustomerKey customer, String what) {
        super("the account of " + customer + " does not fit its ledger: " + what
                + ". Committed records were lost, or data of different times were put together. Restore a backup; "
                + "docs/operating/durability.md says what else can be done");
    }
}
