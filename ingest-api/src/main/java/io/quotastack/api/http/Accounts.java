package io.quotastack.api.http;

import java.util.Optional;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.ListedPage;

/** Hands over what a request asks of an account: a command with its idempotency key, or a question. */
public record Accounts(LedgerGateway ledger) {

    /** Waits for the command's outcome. */
    public Reply submit(Request request, CustomerRef customer, Command command) {
        return ledger.submit(new CommandEnvelope(request.id(), customer,
                Optional.of(request.idempotency()), request.config().version(), command)).join();
    }

    public Reply read(Request request, Query query) {
        return ledger.read(query, request.context());
    }

    /** A page of a list over all customers. */
    public Reply list(Request request, ListQuery.OfAccounts query, Page page) {
        return ListedPage.of(query.cursor(), page, request.context(), stretch -> ledger.list(query, stretch));
    }
}
