package io.quotastack.ledger.read;

import java.util.List;
import java.util.function.Supplier;

import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Reply;
import io.quotastack.ledger.answer.HistoryAnswers;
import io.quotastack.ledger.history.History;
import io.quotastack.ledger.view.BlockView;
import io.quotastack.ledger.view.CreditsWrittenView;
import io.quotastack.ledger.view.GrantedBeforeView;
import io.quotastack.ledger.view.UsageView;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.schemas.json.Json;

/** Answers rendered again from the entry that the first answer named. */
public final class ReplayedResponses implements HistoryAnswers {

    private final Reads reads;
    private final History history;

    public ReplayedResponses(Reads reads, History history) {
        this.reads = reads;
        this.history = history;
    }

    @Override
    public Reply chargedBefore(CustomerKey customer, long sequence) {
        reads.reached().require(customer);
        return made(customer,
                () -> new Reply(201, Json.bytes(UsageView.of(entry(customer, sequence), externalId(customer))),
                        true));
    }

    @Override
    public Reply granted(CustomerKey customer, long sequence) {
        reads.reached().require(customer);
        return new Reply(201, Json.bytes(
                CreditsWrittenView.ofGrants(List.of(entry(customer, sequence)), externalId(customer))), true);
    }

    @Override
    public Reply grantedBefore(CustomerKey customer, long sequence) {
        reads.reached().require(customer);
        List<LedgerEntry> grants = history.reads().ledger().grantsOfPayment(customer, sequence);
        return new Reply(200, Json.bytes(
                new GrantedBeforeView(CreditsWrittenView.ofGrants(grants, externalId(customer)), true)), false);
    }

    /** What was asked for is decided: an answer that finds no room now is there for the same key later. */
    private Reply made(CustomerKey customer, Supplier<Reply> answer) {
        try {
            return reads.large(customer.tenantEnvironment(), answer);
        } catch (OverloadedException e) {
            throw new OutcomePendingException("no room for the answer: " + e.getMessage());
        }
    }

    private LedgerEntry entry(CustomerKey customer, long sequence) {
        return history.reads().ledger().entryAt(customer, sequence).orElseThrow(
                () -> new IllegalStateException("no entry " + sequence + " in the history of " + customer));
    }

    private String externalId(CustomerKey customer) {
        return reads.customer(customer).orElseThrow(ShardMovedException::new).externalId();
    }
}
