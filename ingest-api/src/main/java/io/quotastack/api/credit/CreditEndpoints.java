package io.quotastack.api.credit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.api.customer.CustomerPaths;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.PaidBody;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.command.Command;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.query.Query;

/** Balances, blocks, and what adds to them or takes from them by hand (CONTRACT 3). */
public final class CreditEndpoints {

    static final FieldType<BlockSource> SOURCE = FieldTypes.choice(BlockSource::text, BlockSource.values());
    private static final FieldType<Long> ADJUSTMENT = adjustment();

    private final Accounts accounts;

    public CreditEndpoints(Accounts accounts) {
        this.accounts = accounts;
    }

    public List<Route> routes() {
        Access read = Access.scope(Scope.CREDITS_READ);
        Access write = Access.scope(Scope.CREDITS_WRITE);
        List<Route> routes = new ArrayList<>();
        routes.addAll(CustomerPaths.get("/credits", read, this::credits));
        routes.addAll(CustomerPaths.get("/credits/blocks", read, this::blocks));
        routes.addAll(CustomerPaths.post("/credits/grant", write, this::grant));
        routes.addAll(CustomerPaths.post("/credits/adjust", write, this::adjust));
        var transfer = new Transfer(accounts);
        routes.addAll(CustomerPaths.post("/credits/transfer", write, transfer::transfer));
        routes.add(Route.get("/v1/transfers/{id}", read, transfer::get));
        routes.addAll(CustomerPaths.post("/credits/blocks/{block_id}/void", write, this::voidBlock));
        routes.add(Route.post("/v1/credits/batch", write, new GrantBatch(accounts.ledger())::grant));
        return routes;
    }

    private Reply credits(Request request, CustomerPaths.Named customer) {
        boolean includeBlocks = request.query().flag("include_blocks");
        Optional<Instant> asOf = request.query().time("as_of");
        request.refuseErrors();
        return accounts.read(request, new Query.GetCredits(customer.key(), includeBlocks, asOf));
    }

    private Reply blocks(Request request, CustomerPaths.Named customer) {
        Optional<BlockStatus> status = request.query().choice("status", BlockStatus::text, BlockStatus.values());
        Page page = request.query().page();
        request.refuseErrors();
        return accounts.read(request, new Query.ListBlocks(customer.key(), status, page));
    }

    private Reply grant(Request request, CustomerPaths.Named customer) {
        Fields body = request.body();
        BlockSource source = body.optional("source", SOURCE).orElse(BlockSource.MANUAL);
        BlockBody block = BlockBody.read(body);
        PaidBody paid = PaidBody.read(body);
        request.refuseErrors(body);
        return accounts.submit(request, customer.ref(), block.from(source, paid));
    }

    private Reply adjust(Request request, CustomerPaths.Named customer) {
        Fields body = request.body();
        long credits = body.required("credits", ADJUSTMENT);
        String reason = body.required("reason", FieldTypes.TEXT);
        request.refuseErrors(body);
        return accounts.submit(request, customer.ref(), new Command.AdjustCredits(credits, reason));
    }

    private Reply voidBlock(Request request, CustomerPaths.Named customer) {
        Fields body = request.body();
        String reason = body.required("reason", FieldTypes.TEXT);
        request.refuseErrors(body);
        long ordinal = blockOrdinal(request.path("block_id"), customer.key());
        return accounts.submit(request, customer.ref(), new Command.VoidBlock(ordinal, reason));
    }

    /** A block's id says whose it is and which; one of another customer reads as not found. */
    static long blockOrdinal(String id, CustomerKey customer) {
        return ResourceId.parse(ResourceId.Kind.BLOCK, id)
                .filter(block -> block.customerId().equals(customer.customerId())).map(ResourceId::ordinal)
                .orElseThrow(() -> RequestRefused.notFound("block", "the customer has no such block"));
    }

    /** Not 0, and with a negative that can be turned round. */
    private static FieldType<Long> adjustment() {
        FieldType<Long> any = FieldTypes.integer(-Long.MAX_VALUE, Long.MAX_VALUE);
        return new FieldType<>(1L, (value, path) -> {
            Optional<Long> credits = any.reader().read(value, path);
            if (credits.isPresent() && credits.get() == 0) {
                path.fault("must not be 0");
            }
            return credits;
        });
    }
}
