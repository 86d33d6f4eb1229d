package io.quotastack.api.http;

import java.util.Optional;

import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.ListedPage;

/** Hands over what a request asks of an account: a command with its idempotency key, or a question. */
public record Accounts(LedgerGateway ledger) {

    private static final int FOUND = 200;

    /** Waits for the command's outcome. */
    public Reply submit(Request request, CustomerRef customer, Command command) {
        return ledger.submit(new CommandEnvelope(request.id(), customer,
                Optional.of(request.idempotency()), request.config().version(), command)).join();
    }

    public Reply read(Request request, Query query) {
        return ledger.read(query, request.context());
    }

    /** The customer, as it is read; one who is not there refuses the request with that detail. */
    public Reply customer(Request request, CustomerKey customer, String whenAbsent) {
        Reply found = read(request, new Query.GetCustomer(customer));
        if (found.status() != FOUND) {
            throw RequestRefused.notFound("customer", whenAbsent);
        }
        return found;
    }

    /** A page of a list over all customers. */
    public Reply list(Request request, ListQuery.OfAccounts query, Page page) {
        return ListedPage.of(query.cursor(), page, request.context(), stretch -> ledger.list(query, stretch));
    }
}
