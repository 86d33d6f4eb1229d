package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.e2e.Api.Answer;

/**
 * One customer's time takes nobody down: fifty grants a day and a clock moved by more than a year, with reads, an accepted
 * event and a kill on the way. Others are answered meanwhile, and in the end all has happened, once.
 */
@Timeout(300)
class FarBehindTest {

    private static final int GRANTS = 50;
    /** Of an answer to others; generous, since the machine may be busy with anything. */
    private static final Duration OTHERS_WITHIN = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    @Test
    void aClockMovedFarEndsWhereItWasMovedAndHoldsUpNobody() throws Exception {
        QuotaStackProcess process = QuotaStackProcess.start(directory, "--partitions", "1", "--no-fsync");
        try {
            var tenant = new Tenant(process.credential("tenant_id"), process.credential("test_key"), process.test(),
                    process.test());
            tenant.perUnit("api_call", 10);
            Subscriber customer = Subscriber.at(tenant, "2027-01-01T00:00:00Z");
            customer.subscribe(Subscriber.variant(tenant.test(), Map.of("billing_mode", "postpaid", "credit_grants",
                    dailyGrants())), Map.of());
            var other = new Account(tenant.test(), "other");
            other.grant(1_000_000);

            assertThat(customer.clock("2028-03-01T00:00:00Z").expect(202).text("status")).isEqualTo("moving");
            customer.api().post("/v1/usage/batch", Map.of("events", List.of(Map.of("event_id", "e1",
                    "external_customer_id", customer.account().externalId(), "billable_metric_key", "api_call",
                    "units", 3)))).expect(202);
            for (int i = 0; i < 20; i++) {
                inTime(() -> other.grant(1));
                Answer read = inTime(() -> customer.api()
                        .get("/v1/customer-by-external-id/" + customer.account().externalId() + "/credits"));
                assertThat(read.status()).isIn(200, 409);
            }

            process.kill9();
            process = QuotaStackProcess.start(directory);
            Api again = process.test();
            String query = "?external_customer_id=" + customer.account().externalId();
            Answer clock = Eventually.within(Duration.ofSeconds(200), () -> again.get("/v1/test-clock" + query)
                    .expect(200), answer -> answer.text("status").equals("ready"));
            assertThat(clock.text("now")).isEqualTo("2028-03-01T00:00:00.000Z");
            assertThat(again.get("/v1/usage/e1" + query).expect(200).text("status")).isEqualTo("charged");
            var account = new Account(again, customer.account().externalId());
            assertThat(account.balance()).as("the grants of the last day, less the event").isEqualTo(GRANTS * 10 - 30);
            account.grant(5);
            assertThat(account.balance()).isEqualTo(GRANTS * 10 - 30 + 5);
            assertThat(process.terminate()).isZero();
        } finally {
            process.close();
        }
    }

    private static List<Map<String, Object>> dailyGrants() {
        List<Map<String, Object>> grants = new ArrayList<>();
        for (int i = 0; i < GRANTS; i++) {
            grants.add(Map.of("credits", 10, "cadence", Map.of("interval", "day", "interval_count", 1), "expires",
                    "cadence_end"));
        }
        return grants;
    }

    private interface Call<T> {
        T answer();
    }

    private static <T> T inTime(Call<T> call) {
        long start = System.nanoTime();
        T answer = call.answer();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(OTHERS_WITHIN);
        return answer;
    }
}
