package io.quotastack.api.credit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

import io.quotastack.api.customer.CustomerPaths;
import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Request;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.command.Command;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.query.Query;
import io.quotastack.schemas.json.Json;

/** Credits from the customer of the path to another one (CONTRACT 3). */
final class Transfer {

    private static final FieldType<Long> CREDITS = FieldTypes.integer(1, Long.MAX_VALUE);

    private final Accounts accounts;

    Transfer(Accounts accounts) {
        this.accounts = accounts;
    }

    Reply transfer(Request request, CustomerPaths.Named sender) {
        Fields body = request.body();
        Optional<CustomerRef> receiver = body.required("to", FieldTypes.object(Optional.empty(),
                to -> CustomerReader.required(to, request.tenantEnvironment())));
        long credits = body.required("credits", CREDITS);
        String reason = body.required("reason", FieldTypes.TEXT);
        request.refuseErrors(body);
        CustomerRef from = sender.ref();
        CustomerRef to = named(request, receiver.orElseThrow());
        if (to.key().equals(from.key())) {
            body.at("to").fault("must be another customer");
            request.refuseErrors(body);
        }
        return accounts.submit(request, from, new Command.TransferCredits(to, credits, reason));
    }

    /** With the external id of one that is named by ours, which must be there: its account is asked under that name. */
    private CustomerRef named(Request request, CustomerRef customer) {
        if (customer.externalId().isPresent()) {
            return customer;
        }
        Reply found = accounts.read(request, new Query.GetCustomer(customer.key()));
        if (found.status() != 200) {
            throw RequestRefused.notFound("customer", "there is no customer to transfer to");
        }
        try {
            String externalId = Json.MAPPER.readTree(found.body()).required("external_customer_id").textValue();
            return new CustomerRef(customer.key(), Optional.of(externalId));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
