package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.standalone.e2e.Api.Answer;

/** Customers and the two names each has (CONTRACT 2). */
class CustomersTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();

    @Test
    void aCustomerIsAnsweredWithAllThatIsKnownOfIt() {
        Answer made = api.post("/v1/customers",
                Map.of("external_id", account.externalId(), "display_name", "Acme", "metadata", Map.of("crm", "17")))
                .expect(201);

        assertThat(made.json().fieldNames()).toIterable().containsExactlyInAnyOrder("customer_id",
                "external_customer_id", "display_name", "metadata", "overage_policy", "overage_limit",
                "low_balance_threshold", "spend_cap", "auto_topup", "alerts", "caps", "created_at");
        assertThat(api.get(account.path("")).expect(200).json()).isEqualTo(made.json());
        assertThat(api.get(account.pathById("")).expect(200).json()).isEqualTo(made.json());
    }

    @Test
    void ourIdDerivesFromTheTenantAndTheExternalId() {
        Answer made = account.create();

        assertThat(made.text("customer_id"))
                .isEqualTo(uuid5(UUID.fromString(tenant.id()), "live:" + account.externalId()).toString());
    }

    /** RFC 9562, 5.5, written from the RFC. */
    private static UUID uuid5(UUID namespace, String name) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(16).putLong(namespace.getMostSignificantBits())
                    .putLong(namespace.getLeastSignificantBits()).array());
            var hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
            return new UUID((hash.getLong() & ~0xf000L) | 0x5000L,
                    (hash.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"user:1", "a/b/c", "two words", "ümlaut", "👩‍🚀", "100%", "a+b", "a?b#c", "...",
        "customers",
        "\"quoted\"", "%2F"})
    void anExternalIdIsKeptVerbatim(String externalId) {
        Account named = tenant.account(externalId);

        assertThat(named.create().text("external_customer_id")).isEqualTo(externalId);
        named.grant(7);

        assertThat(api.get(named.path("")).expect(200).text("external_customer_id")).isEqualTo(externalId);
        assertThat(named.credits().text("external_customer_id")).isEqualTo(externalId);
        assertThat(api.get(named.pathById("/credits")).expect(200).number("balance")).isEqualTo(7);
    }

    @Test
    void anExternalIdHas1To255CodePointsAndNoControlCharacters() {
        tenant.account("🙂".repeat(255)).create();

        for (String bad : List.of("", "🙂".repeat(256), "a\nb", "\u007f", ".", "..")) {
            assertThat(api.post("/v1/customers", Map.of("external_id", bad)).expect(400, "invalid-request").faults())
                    .as(bad).containsExactly("/external_id");
        }
    }

    @Test
    void aSecondCustomerOfThatExternalIdIsAnsweredWithTheFirst() {
        Answer first = account.create();

        Answer second = api.post("/v1/customers", Map.of("external_id", account.externalId()));

        second.expect(409, "already-exists");
        assertThat(second.at("customer")).isEqualTo(first.json());
    }

    @Test
    void aPatchChangesWhatItNamesAndNullClears() {
        account.create();
        var changes = Map.of("display_name", "Acme", "overage_policy", "allow", "overage_limit", 500,
                "low_balance_threshold", 100, "spend_cap", Map.of("credits", 9_000, "per", "day"), "metadata",
                Map.of("a", "b"));

        Answer patched = account.patch(changes);

        assertThat(patched.at("/spend_cap/per").textValue()).isEqualTo("day");
        assertThat(patched.number("overage_limit")).isEqualTo(500);
        var clearing = new HashMap<String, Object>();
        for (String nullable : List.of("display_name", "overage_policy", "overage_limit", "low_balance_threshold",
                "spend_cap")) {
            clearing.put(nullable, null);
        }
        Answer cleared = api.patch(account.pathById(""), clearing).expect(200);
        clearing.keySet().forEach(member -> assertThat(cleared.at(member).isNull()).as(member).isTrue());
        assertThat(cleared.at("/metadata/a").textValue()).isEqualTo("b");
    }

    @Test
    void idsCannotBePatched() {
        account.create();

        assertThat(api.patch(account.path(""), Map.of("external_id", "x", "customer_id", UUID.randomUUID().toString()))
                .expect(400, "invalid-request").faults()).containsExactlyInAnyOrder("/external_id", "/customer_id");
    }

    @Test
    void readsNeverCreate() {
        api.get(account.path("")).expect(404, "not-found");
        api.get(account.path("/credits")).expect(404, "not-found");
        api.get(account.path("/ledger")).expect(404, "not-found");
        api.get(account.path("/credits/blocks")).expect(404, "not-found");

        assertThat(api.get("/v1/customers").expect(200).at("data")).isEmpty();
    }

    @Test
    void aWriteCreatesTheCustomerItNames() {
        account.grant(5);

        assertThat(api.get(account.path("")).expect(200).text("external_customer_id"))
                .isEqualTo(account.externalId());
    }

    @Test
    void aRefusedSynchronousWriteCreatesNone() {
        tenant.perUnit("calls", 10);

        Answer refused = account.use("calls", 1).expect(402, "insufficient-credits");

        assertThat(refused.number("effective_balance")).isZero();
        assertThat(refused.number("required")).isEqualTo(10);
        api.get(account.path("")).expect(404, "not-found");
    }

    @Test
    void anAcceptedEventCreatesTheCustomerEvenIfItIsRefusedLater() {
        tenant.perUnit("calls", 10);

        account.accept("evt-1", "calls", 1);

        account.eventually("evt-1", "refused");
        api.get(account.path("")).expect(200);
    }

    @Test
    void anUnknownCustomerIdIsNotFound() {
        tenant.perUnit("calls", 10);
        String unknown = "/v1/customers/" + UUID.randomUUID();

        for (String path : List.of("", "/credits", "/credits/blocks", "/ledger", "/entitlements/calls",
                "/usage/summary?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z")) {
            assertThat(api.get(unknown + path).expect(404, "not-found").text("resource")).as(path)
                    .isEqualTo("customer");
        }
        assertThat(api.post(unknown + "/credits/grant", Map.of("credits", 1)).expect(404, "not-found").text("resource"))
                .isEqualTo("customer");
        assertThat(api.get("/v1/customers/not-a-uuid").expect(404, "not-found").text("resource"))
                .isEqualTo("customer");
        assertThat(api.patch(unknown, Map.of("display_name", "x")).expect(404, "not-found").text("resource"))
                .isEqualTo("customer");
    }

    @Test
    void aCursorNeitherSkipsNorRepeatsWhileRowsAreAdded() {
        List<String> there = IntStream.range(0, 12).mapToObj(i -> tenant.account("there-" + i).create())
                .map(made -> made.text("customer_id")).toList();

        var seen = new ArrayList<String>();
        String path = "/v1/customers?limit=5";
        String next = path;
        while (true) {
            JsonNode page = api.get(next).expect(200).json();
            page.required("data").forEach(row -> seen.add(row.required("customer_id").textValue()));
            tenant.account().create();
            if (!page.at("/pagination/has_more").booleanValue()) {
                break;
            }
            next = path + "&cursor=" + page.at("/pagination/next_cursor").textValue();
            // Rows that are added behind the cursor keep the list going; stop when all that stood there are seen.
            if (seen.containsAll(there)) {
                break;
            }
        }

        assertThat(seen).doesNotHaveDuplicates().containsAll(there);
        assertThat(seen.subList(0, 12)).isEqualTo(there);
    }

    @Test
    void aLimitOver200AndAForeignCursorAreFaults() {
        assertThat(api.get("/v1/customers?limit=201").expect(400, "invalid-request").faults())
                .containsExactly("limit");
        assertThat(api.get("/v1/customers?limit=0").expect(400, "invalid-request").faults()).containsExactly("limit");
        assertThat(api.get("/v1/customers?cursor=nonsense").expect(400, "invalid-request").faults())
                .containsExactly("cursor");
        assertThat(api.get("/v1/customers?colour=red").expect(400, "invalid-request").faults())
                .containsExactly("colour");
    }
}
