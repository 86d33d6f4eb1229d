package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
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

    private Answer transfer(String to) {
        return post("/v1/customer-by-external-id/u/credits/transfer")
                .json("{\"to\":" + to + ",\"credits\":5,\"reason\":\"why\"}").send();
    }
}
