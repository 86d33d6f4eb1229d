package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.Expiry;
import io.quotastack.core.command.Command.GrantCredits;
import io.quotastack.core.command.Command.SoldAs;
import io.quotastack.core.command.Command.TopUpOf;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;

/** What customers buy arrives as it was sent, defaults left open where a package has them (CONTRACT 8). */
class WalletTest extends ApiFixture {

    private static final Expiry AT_NEW_YEAR = new Expiry(Optional.of(Instant.parse("2027-01-01T00:00:00Z")),
            OptionalLong.empty());

    @Test
    void aTopUpOfAPackageLeavesItsTermsOpen() {
        topUp("\"package_id\":\"pkg_1\"").is(201);
        assertThat(ledger.command()).isEqualTo(new Command.TopUp(new TopUpOf.SoldPackage("pkg_1"), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of()));
    }

    @Test
    void aTopUpIsReadInFull() {
        topUp("\"credits\":5,\"price_paid\":99,\"currency\":\"EUR\",\"external_payment_id\":\"pay/1\","
                + "\"topup_request_id\":\"topreq_1\",\"priority\":-3,\"expires_at\":\"2027-01-01T00:00:00Z\","
                + "\"metadata\":{\"a\":\"b\"}").is(201);
        assertThat(ledger.command()).isEqualTo(new Command.TopUp(new TopUpOf.Credits(5), Optional.of(99L),
                Optional.of("EUR"), Optional.of("pay/1"), Optional.of("topreq_1"), Optional.of(-3),
                Optional.of(AT_NEW_YEAR), Map.of("a", "b")));
    }

    @Test
    void nullSaysNeverWhereAPackageWouldExpire() {
        topUp("\"package_id\":\"pkg_1\",\"expires_at\":null").is(201);
        assertThat(((Command.TopUp) ledger.command()).expiry()).contains(Expiry.NEVER);
    }

    @Test
    void aPackageHasWhatAPriceOrACurrencyLacks() {
        topUp("\"package_id\":\"pkg_1\",\"price_paid\":99").is(201);
        topUp("\"package_id\":\"pkg_1\",\"currency\":\"EUR\"").is(201);
        topUp("\"credits\":1,\"price_paid\":99").isProblem(400, "invalid-request").errors("/currency");
        topUp("\"credits\":1,\"currency\":\"EUR\"").isProblem(400, "invalid-request").errors("/price_paid");
    }

    @Test
    void aTopUpIsOfCreditsOrOfAPackage() {
        topUp("\"metadata\":{}").isProblem(400, "invalid-request").errors("/credits");
        topUp("\"credits\":1,\"package_id\":\"x\"").isProblem(400, "invalid-request").errors("/credits");
    }

    @Test
    void allFaultsOfATopUpAreNamedAtOnce() {
        post("/v1/topup/grant").json("{\"package_id\":7,\"price_paid\":-1,\"currency\":\"euro\",\"priority\":1001,"
                + "\"external_payment_id\":\"\",\"topup_request_id\":null,\"expires_at\":\"2027-01-01T00:00:00Z\","
                + "\"expires_in_seconds\":5,\"effective_at\":\"2027-01-01T00:00:00Z\"}").send()
                .isProblem(400, "invalid-request")
                .errors("/customer_id", "/package_id", "/price_paid", "/currency", "/priority",
                        "/external_payment_id", "/topup_request_id", "/expires_in_seconds", "/effective_at");
    }

    @Test
    void aRefundOfATopUpNamesAPaymentOrABlock() {
        refund("\"external_payment_id\":\"pay/1\",\"reason\":\"chargeback\"").is(201);
        assertThat(ledger.command()).isEqualTo(
                new Command.RefundTopUp(new SoldAs.Payment("pay/1"), Optional.empty(), "chargeback", false));
        refund("\"block_id\":\"" + blockOf("u", 3) + "\",\"credits\":5,\"reason\":\"refund\",\"claw_back\":true")
                .is(201);
        assertThat(ledger.command()).isEqualTo(
                new Command.RefundTopUp(new SoldAs.Block(3), Optional.of(5L), "refund", true));
        refund("\"reason\":\"x\"").isProblem(400, "invalid-request").errors("/external_payment_id");
        refund("\"external_payment_id\":\"p\",\"block_id\":\"b\",\"reason\":\"x\"")
                .isProblem(400, "invalid-request").errors("/external_payment_id");
    }

    @Test
    void allFaultsOfARefundAreNamedAtOnce() {
        refund("\"block_id\":7,\"credits\":0,\"claw_back\":\"yes\",\"currency\":\"EUR\"")
                .isProblem(400, "invalid-request")
                .errors("/block_id", "/credits", "/reason", "/claw_back", "/currency");
    }

    @Test
    void theBlockOfAnotherCustomerIsNotFound() {
        refund("\"block_id\":\"" + blockOf("other", 3) + "\",\"reason\":\"x\"").isProblem(404, "not-found");
        refund("\"block_id\":\"blk_x\",\"reason\":\"x\"").isProblem(404, "not-found");
    }

    @Test
    void aPurchaseGrantsAFreeBlock() {
        purchase("\"price_credits\":0,\"reason\":\"pass\",\"grant\":{\"credits\":9,\"reason\":\"day pass\","
                + "\"priority\":-1,\"effective_at\":\"2026-12-31T00:00:00Z\",\"expires_at\":\"2027-01-01T00:00:00Z\","
                + "\"metadata\":{\"a\":\"b\"}}").is(201);
        assertThat(ledger.command()).isEqualTo(new Command.Purchase(0, Optional.of("pass"),
                new GrantCredits(9, BlockSource.PURCHASE, Optional.of("day pass"), -1,
                        Optional.of(Instant.parse("2026-12-31T00:00:00Z")), AT_NEW_YEAR, Optional.empty(),
                        Optional.empty(), Map.of("a", "b"))));
    }

    @Test
    void allFaultsOfAPurchaseAreNamedAtOnce() {
        purchase("\"price_credits\":-1,\"grant\":{\"credits\":0,\"price_paid\":1,\"source\":\"manual\","
                + "\"effective_at\":\"2027-01-01T00:00:00Z\",\"expires_at\":\"2027-01-01T00:00:00Z\"},\"credits\":1")
                .isProblem(400, "invalid-request").errors("/price_credits", "/grant/credits", "/grant/price_paid",
                        "/grant/source", "/grant/expires_at", "/credits");
        purchase("\"reason\":\"x\"").isProblem(400, "invalid-request").errors("/price_credits", "/grant");
    }

    @Test
    void autoTopUpIsSetClearedAndLeft() {
        assertThat(patched("{\"auto_topup\":{\"threshold\":500,\"package_id\":\"pkg_1\",\"max_per_day\":2}}"))
                .contains(Optional.of(new AutoTopup(500, "pkg_1", 2)));
        assertThat(patched("{\"auto_topup\":null}")).contains(Optional.empty());
        assertThat(patched("{}")).isEmpty();
    }

    @Test
    void faultsOfAutoTopUpAreNamed() {
        patch("/v1/customer-by-external-id/u").json("{\"auto_topup\":{\"threshold\":-1,\"max_per_day\":0,\"x\":1}}")
                .send().isProblem(400, "invalid-request").errors("/auto_topup/threshold", "/auto_topup/package_id",
                        "/auto_topup/max_per_day", "/auto_topup/x");
    }

    private Optional<Optional<AutoTopup>> patched(String body) {
        patch("/v1/customer-by-external-id/u").json(body).send().is(201);
        return ((Command.UpdateCustomer) ledger.command()).autoTopup();
    }

    private Answer topUp(String fields) {
        return post("/v1/topup/grant").json("{\"external_customer_id\":\"u\"," + fields + "}").send();
    }

    private Answer refund(String fields) {
        return post("/v1/topup/refund").json("{\"external_customer_id\":\"u\"," + fields + "}").send();
    }

    private static String blockOf(String customer, long ordinal) {
        return new ResourceId(ResourceId.Kind.BLOCK, CustomerKey.ofExternalId(LIVE, customer).customerId(), ordinal)
                .toString();
    }

    private Answer purchase(String fields) {
        return post("/v1/purchases").json("{\"external_customer_id\":\"u\"," + fields + "}").send();
    }
}
