package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.query.Query;
import io.quotastack.schemas.json.Json;

/** Whom a transfer goes to (CONTRACT 3). */
class TransferTest extends ApiFixture {

    private static final CustomerRef BOB = CustomerRef.byExternalId(LIVE, "bob");

    @Test
    void theReceiverIsNamedByEitherName() {
        ledger.reading = query -> query.equals(new Query.GetCustomer(BOB.key()))
                ? new Reply(200, Json.bytes(Map.of("external_customer_id", "bob")), false)
                : new Reply(404, Json.bytes(Map.of()), false);
        var expected = new Command.TransferCredits(BOB, 5, "why");

        transfer("{\"external_customer_id\":\"bob\"}").is(201);
        assertThat(ledger.command()).isEqualTo(expected);
        assertThat(ledger.submitted.getLast().customer()).isEqualTo(CustomerRef.byExternalId(LIVE, "u"));
        transfer("{\"customer_id\":\"" + BOB.key().customerId() + "\"}").is(201);
        assertThat(ledger.command()).isEqualTo(expected);
    }

    @Test
    void aReceiverNamedByOurIdHasToBeThere() {
        ledger.reading = query -> new Reply(404, Json.bytes(Map.of()), false);

        transfer("{\"customer_id\":\"" + BOB.key().customerId() + "\"}").isProblem(404, "not-found");
        assertThat(ledger.submitted).isEmpty();
    }

    @Test
    void faultsAreNamed() {
        transfer("{}").isProblem(400, "customer-identifier").errors("/to/customer_id");
        transfer("{\"external_customer_id\":\"u\"}").isProblem(400, "invalid-request").errors("/to");
        transfer("{\"external_customer_id\":\"bob\",\"x\":1}").isProblem(400, "invalid-request").errors("/to/x");
        post("/v1/customer-by-external-id/u/credits/transfer").json("{\"credits\":0,\"x\":1}").send()
                .isProblem(400, "invalid-request").errors("/to", "/credits", "/reason", "/x");
        var self = CustomerKey.ofExternalId(LIVE, "u");
        ledger.reading = query -> new Reply(200, Json.bytes(Map.of("external_customer_id", "u")), false);
        transfer("{\"customer_id\":\"" + self.customerId() + "\"}").isProblem(400, "invalid-request").errors("/to");
        assertThat(ledger.submitted).isEmpty();
    }

    @Test
    void bothAccountsAreAskedWhatBecameOfATransfer() {
        var ann = CustomerKey.ofExternalId(LIVE, "u");
        String id = new ResourceId(ResourceId.Kind.TRANSFER, ann.customerId(), 7).toString();
        assertThat(shown(id, ann, true, true)).isEqualTo("completed [le_1] [blk_1]");
        assertThat(shown(id, ann, true, false)).isEqualTo("completed [le_1] [blk_1]");
        assertThat(shown(id, ann, false, true)).isEqualTo("under_way [] []");
        assertThat(shown(id, ann, false, false)).isEqualTo("returned [] []");
        get("/v1/transfers/trf_x").send().isProblem(404, "not-found");
    }

    private String shown(String id, CustomerKey sender, boolean taken, boolean underWay) {
        ledger.reading = query -> new Reply(200, Json.bytes(switch (query) {
            case Query.GetTransfer get when get.equals(new Query.GetTransfer(sender, 7)) -> Map.of("transfer_id", id,
                    "to", Map.of("customer_id", BOB.key().customerId()), "under_way", underWay);
            case Query.GetReceivedTransfer get when get.equals(new Query.GetReceivedTransfer(BOB.key(), id)) -> Map.of(
                    "taken", taken, "ledger_entry_ids", taken ? List.of("le_1") : List.of(), "block_ids",
                    taken ? List.of("blk_1") : List.of());
            default -> throw new AssertionError(query);
        }), false);
        JsonNode shown = get("/v1/transfers/" + id).send().is(200).json();
        assertThat(shown.has("under_way")).isFalse();
        return (shown.required("status").textValue() + " " + shown.at("/to/ledger_entry_ids") + " "
                + shown.at("/to/block_ids")).replace("\"", "");
    }

    private Answer transfer(String to) {
        return post("/v1/customer-by-external-id/u/credits/transfer")
                .json("{\"to\":" + to + ",\"credits\":5,\"reason\":\"why\"}").send();
    }
}
