package io.quotastack.api.credit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.http.Request;
import io.quotastack.api.read.FieldPath;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.PaidBody;
import io.quotastack.api.read.ValidationErrors;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.problem.Problem;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.Reply;

/**
 * Many grants in one call (CONTRACT 3). The call is refused only for a broken envelope; each grant has a result, and an
 * idempotency key, of its own: sent again, in whatever batch, it is known by that.
 */
final class GrantBatch {

    private static final int MOST_GRANTS = 1_000;

    /** Leaves room for `:999` behind it in the key of a grant. */
    private static final int LONGEST_KEY = 250;

    /** What is wrong with one grant is for its own result to tell. */
    private static final FieldType<List<JsonNode>> GRANTS = FieldTypes.items(MOST_GRANTS, "grants");

    /** One grant of the batch, before anything of it is booked. */
    sealed interface Part {

        /** Its idempotency key, or what would be its key had it not given one that is none. */
        String key();

        record Understood(String key, CommandEnvelope command) implements Part {}

        record Faulty(String key, Problem problem) implements Part {}
    }

    private final LedgerGateway ledger;

    GrantBatch(LedgerGateway ledger) {
        this.ledger = ledger;
    }

    Reply grant(Request request) {
        Fields body = request.body();
        List<JsonNode> grants = body.required("grants", GRANTS);
        if (request.idempotencyKey().length() > LONGEST_KEY) {
            FieldPath.parameter(request.errors(), "Idempotency-Key")
                    .fault("must have at most " + LONGEST_KEY + " characters on a batch");
        }
        request.refuseErrors(body);
        List<Part> parts = new ArrayList<>(grants.size());
        for (int index = 0; index < grants.size(); index++) {
            parts.add(read(request, grants.get(index), index));
        }
        request.dropBody();
        return GrantBatchAnswer.of(parts, new GrantBatchDelivery(ledger).deliver(parts), request);
    }

    private static Part read(Request request, JsonNode value, int index) {
        var errors = new ValidationErrors();
        String otherwise = request.idempotencyKey() + ":" + index;
        Optional<Fields> fields = Fields.of(value, FieldPath.body(errors, "/grants/" + index));
        if (fields.isEmpty()) {
            return new Part.Faulty(otherwise, errors.problem().orElseThrow());
        }
        Fields body = fields.get();
        String key = Request.keyOfPart(body).orElse(otherwise);
        Optional<CustomerRef> customer = CustomerReader.required(body, request.tenantEnvironment());
        BlockSource source = body.optional("source", CreditEndpoints.SOURCE).orElse(BlockSource.MANUAL);
        BlockBody block = BlockBody.read(body);
        PaidBody paid = PaidBody.read(body);
        body.refuseUnknown();
        Optional<Problem> fault = errors.problem();
        if (fault.isPresent()) {
            return new Part.Faulty(key, fault.get());
        }
        return new Part.Understood(key,
                new CommandEnvelope(request.id() + ":" + index, customer.orElseThrow(),
                        Optional.of(request.idempotencyOfPart(key, (ObjectNode) value)), request.config().version(),
                        block.from(source, paid)));
    }
}
