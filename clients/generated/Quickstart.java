import java.util.Objects;

import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.CreditsApi;
import org.openapitools.client.api.CustomersApi;
import org.openapitools.client.api.EntitlementsApi;
import org.openapitools.client.api.MeteringApi;
import org.openapitools.client.api.ReservationsApi;
import org.openapitools.client.api.UsageApi;
import org.openapitools.client.model.Commit;
import org.openapitools.client.model.CostType;
import org.openapitools.client.model.Customer;
import org.openapitools.client.model.CustomerCreation;
import org.openapitools.client.model.Grant;
import org.openapitools.client.model.Hold;
import org.openapitools.client.model.MetricCreation;
import org.openapitools.client.model.RuleCreation;
import org.openapitools.client.model.Usage;

/** The quickstart by a client that openapi-generator made for Java. */
public class Quickstart {

    public static void main(String[] args) throws Exception {
        String name = "java-" + System.nanoTime();
        String metric = "java_" + System.nanoTime();
        var client = new ApiClient();
        client.updateBaseUri(System.getenv("QUOTASTACK_URL"));
        client.setRequestInterceptor(request -> request.header("X-API-Key", System.getenv("QUOTASTACK_API_KEY")));

        Customer customer = new CustomersApi(client).createCustomer(name,
                new CustomerCreation().externalCustomerId(name));
        new CreditsApi(client).grantCredits(customer.getCustomerId(), name + "-grant", new Grant().credits(10_000L));
        var metering = new MeteringApi(client);
        metering.createMetric(name + "-metric", new MetricCreation().key(metric).name("Calls"));
        var rule = metering.createRule(name + "-rule",
                new RuleCreation().billableMetricKey(metric).costType(CostType.PER_UNIT).unitCost(10L));
        expect("the rule's price", rule.getUnitCost(), 10L);
        var usage = new UsageApi(client);
        usage.recordUsage(name + "-use",
                new Usage().externalCustomerId(name).billableMetricKey(metric).units(2L), null);
        var check = new EntitlementsApi(client).checkEntitlement(customer.getCustomerId(), metric, 3L);
        expect("allowed", check.getAllowed(), true);
        expect("the estimated cost", check.getEstimatedCost(), 30L);
        var reservations = new ReservationsApi(client);
        var hold = reservations.reserve(name + "-hold",
                new Hold().externalCustomerId(name).billableMetricKey(metric).estimatedUnits(5L));
        reservations.commitReservation(hold.getId(), name + "-commit", new Commit().actualUnits(4L));
        expect("the balance", new CreditsApi(client).getCredits(customer.getCustomerId(), null, null).getBalance(),
                9_940L);
        try {
            usage.recordUsage(name + "-much",
                    new Usage().externalCustomerId(name).billableMetricKey(metric).units(1_000_000L), null);
            throw new AssertionError("more was charged than there is");
        } catch (ApiException refused) {
            expect("the refusal", refused.getCode(), 402);
        }
    }

    private static void expect(String what, Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(what + ": " + actual + ", not " + expected);
        }
    }
}
