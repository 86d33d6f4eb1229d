package io.quotastack.api.credit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.api.customer.CustomerPaths;
import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Request;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.command.Command;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.query.Query;
import io.quotastack.schemas.json.Json;

/** Credits from one customer to another (CONTRACT 3). */
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

    /**
     * The sender's account knows what left it, the receiver's what became of it. The receiver is asked last: one that the
     * sender has heard of has told.
     */
    Reply get(Request request) {
        request.refuseErrors();
        ResourceId id = ResourceId.parse(ResourceId.Kind.TRANSFER, request.path("id"))
                .orElseThrow(() -> RequestRefused.notFound("transfer", "there is no such transfer"));
        Reply sent = accounts.read(request, new Query.GetTransfer(
                new CustomerKey(request.tenantEnvironment(), id.customerId()), id.ordinal()));
        if (sent.status() != 200) {
            return sent;
        }
        ObjectNode transfer = (ObjectNode) json(sent);
        ObjectNode to = (ObjectNode) transfer.required("to");
        var receiver = new CustomerKey(request.tenantEnvironment(),
                UUID.fromString(to.required("customer_id").textValue()));
        Reply received = accounts.read(request, new Query.GetReceivedTransfer(receiver, id.toString()));
        if (received.status() != 200) {
            return received;
        }
        JsonNode told = json(received);
        boolean underWay = transfer.remove("under_way").booleanValue();
        transfer.put("status",
                told.required("taken").booleanValue() ? "completed" : underWay ? "under_way" : "returned");
        to.set("ledger_entry_ids", told.required("ledger_entry_ids"));
        to.set("block_ids", told.required("block_ids"));
        return new Reply(200, Json.bytes(transfer), false);
    }

    private static JsonNode json(Reply reply) {
        try {
            return Json.MAPPER.readTree(reply.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the external id of one that is named by ours, which must be there: its account is asked under that name. */
    private CustomerRef named(Request request, CustomerRef customer) {
        if (customer.externalId().isPresent()) {
            return customer;
        }
        Reply found = accounts.customer(request, customer.key(), "there is no customer to transfer to");
        String externalId = json(found).required("external_customer_id").textValue();
        return new CustomerRef(customer.key(), Optional.of(externalId));
    }
}
