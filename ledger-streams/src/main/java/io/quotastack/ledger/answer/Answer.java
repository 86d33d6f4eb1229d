package io.quotastack.ledger.answer;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.gateway.Reply;

/** The answer to a command: finished, or to be rendered from the entry that answered it the first time. */
public sealed interface Answer {

    Reply reply(HistoryAnswers history);

    /** It needs nothing but what was decided. */
    record Finished(Reply reply) implements Answer {
        @Override
        public Reply reply(HistoryAnswers history) {
            return reply;
        }
    }

    /** The event was charged before. */
    record ChargedBefore(CustomerKey customer, long sequence) implements Answer {
        @Override
        public Reply reply(HistoryAnswers history) {
            return history.chargedBefore(customer, sequence);
        }
    }

    /** The request granted before. */
    record Granted(CustomerKey customer, long sequence) implements Answer {
        @Override
        public Reply reply(HistoryAnswers history) {
            return history.granted(customer, sequence);
        }
    }

    /** The payment granted before. */
    record GrantedBefore(CustomerKey customer, long sequence) implements Answer {
        @Override
        public Reply reply(HistoryAnswers history) {
            return history.grantedBefore(customer, sequence);
        }
    }
}
