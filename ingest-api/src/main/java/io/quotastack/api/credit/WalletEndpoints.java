package io.quotastack.api.credit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.CreditTypes;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.PaidBody;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.Expiry;
import io.quotastack.core.command.Command.SoldAs;
import io.quotastack.core.command.Command.TopUpOf;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;

/** What a customer buys: credits for money that the tenant took, and blocks for credits (CONTRACT 8). */
public final class WalletEndpoints {

    private static final FieldType<BlockBody> BLOCK = FieldTypes.object(BlockBody.UNREAD, BlockBody::read);

    /** Stands for a top-up that says neither credits nor a package; such a request is refused. */
    private static final TopUpOf UNREAD = new TopUpOf.Credits(1);

    private final Accounts accounts;

    public WalletEndpoints(Accounts accounts) {
        this.accounts = accounts;
    }

    public List<Route> routes() {
        Access write = Access.scope(Scope.CREDITS_WRITE);
        return List.of(Route.post("/v1/topup/grant", write, this::topUp),
                Route.post("/v1/topup/refund", write, this::refund),
                Route.post("/v1/purchases", write, this::purchase));
    }

    private Reply topUp(Request request) {
        Fields body = request.body();
        Optional<CustomerRef> customer = CustomerReader.required(body, request.tenantEnvironment());
        TopUpOf what = what(body);
        PaidBody paid = body.has("package_id") ? PaidBody.readWithDefaults(body) : PaidBody.read(body);
        Optional<String> payment = body.optional("external_payment_id", FieldTypes.ID);
        Optional<String> topupRequest = body.optional("topup_request_id", FieldTypes.ID);
        Optional<Integer> priority = body.optional("priority", CreditTypes.PRIORITY).map(Long::intValue);
        Optional<Expiry> expiry = ExpiryBody.read(body, Optional.<Instant>empty());
        Map<String, String> metadata = body.optional("metadata", FieldTypes.METADATA).orElse(Map.of());
        request.refuseErrors(body);
        return accounts.submit(request, customer.orElseThrow(), new Command.TopUp(what, paid.price(), paid.currency(),
                payment, topupRequest, priority, expiry, metadata));
    }

    /** Whether the package is sold is the decision's business. */
    private static TopUpOf what(Fields body) {
        Optional<TopUpOf> credits = body.optional("credits", CreditTypes.CREDITS).map(TopUpOf.Credits::new);
        Optional<TopUpOf> sold = body.optional("package_id", FieldTypes.ID).map(TopUpOf.SoldPackage::new);
        if (body.has("credits") == body.has("package_id")) {
            body.at("credits").fault("exactly one of credits and package_id is needed");
        }
        return credits.or(() -> sold).orElse(UNREAD);
    }

    private Reply refund(Request request) {
        Fields body = request.body();
        Optional<CustomerRef> customer = CustomerReader.required(body, request.tenantEnvironment());
        Optional<String> payment = body.optional("external_payment_id", FieldTypes.EVENT_ID);
        Optional<String> block = body.optional("block_id", FieldTypes.EVENT_ID);
        if (body.has("external_payment_id") == body.has("block_id")) {
            body.at("external_payment_id").fault("exactly one of external_payment_id and block_id is needed");
        }
        Optional<Long> credits = body.optional("credits", CreditTypes.CREDITS);
        String reason = body.required("reason", FieldTypes.TEXT);
        boolean clawBack = body.optional("claw_back", FieldTypes.BOOLEAN).orElse(false);
        request.refuseErrors(body);
        SoldAs what = payment.<SoldAs>map(SoldAs.Payment::new)
                .orElseGet(() -> new SoldAs.Block(
                        CreditEndpoints.blockOrdinal(block.orElseThrow(), customer.orElseThrow().key())));
        return accounts.submit(request, customer.orElseThrow(),
                new Command.RefundTopUp(what, credits, reason, clawBack));
    }

    private Reply purchase(Request request) {
        Fields body = request.body();
        Optional<CustomerRef> customer = CustomerReader.required(body, request.tenantEnvironment());
        long price = body.required("price_credits", CreditTypes.MILLICREDITS);
        Optional<String> reason = body.optional("reason", FieldTypes.TEXT);
        BlockBody block = body.required("grant", BLOCK);
        request.refuseErrors(body);
        return accounts.submit(request, customer.orElseThrow(),
                new Command.Purchase(price, reason, block.freeFrom(BlockSource.PURCHASE)));
    }
}
