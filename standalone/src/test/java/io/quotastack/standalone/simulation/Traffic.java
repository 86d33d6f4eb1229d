package io.quotastack.standalone.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.usage.UsageLine;
import io.quotastack.standalone.simulation.Door.Sent;

/** What clients send: anything that may be done to a customer, mostly about what is there. */
final class Traffic {

    private static final List<String> CUSTOMERS = List.of("ann", "bob", "cy", "di");
    private static final List<String> METRICS = List.of("tokens", "calls", "pages");

    private static final String PAID = ",\"price_paid\":100,\"currency\":\"EUR\"";
    /** Holds that lines can be committed on. */
    private static final String OF_LINES = "of lines";
    private static final String UNKNOWN = "unknown";

    private final RandomGenerator random;
    /** By customer, the ids that answers told of: {@code blk_…}, {@code res_…}, {@code sub_…}, and of events. */
    private final Map<String, List<String>> seen = new TreeMap<>();
    private int made;

    Traffic(RandomGenerator random) {
        this.random = random;
    }

    static List<String> customers() {
        return CUSTOMERS;
    }

    /**
     * A request about a customer.
     *
     * @param key empty for a read
     */
    record Wish(String customer, String key, Sent sent) {}

    Wish next() {
        Wish next = any();
        while (next.sent().path().contains(UNKNOWN)) {
            next = any(); // nothing of its kind is there yet
        }
        return next;
    }

    /** An event of any customer's usage, in Kafka. */
    void produce(SimulatedUsage usage) {
        String customer = CUSTOMERS.get(random.nextInt(CUSTOMERS.size()));
        if (random.nextInt(4) == 0) {
            usage.produce(customer, Stream.generate(() -> new UsageLine(metric(), random.nextInt(20), Map.of()))
                    .limit(1 + random.nextInt(3)).toList());
        } else {
            usage.produce(customer, metric(), random.nextInt(30));
        }
    }

    /** A look at any customer. */
    Wish look() {
        String customer = CUSTOMERS.get(random.nextInt(CUSTOMERS.size()));
        return new Wish(customer, "", Sent.get("/v1/customer-by-external-id/" + customer + "/credits"));
    }

    private Wish any() {
        String customer = CUSTOMERS.get(random.nextInt(CUSTOMERS.size()));
        String path = "/v1/customer-by-external-id/" + customer;
        String named = "\"external_customer_id\":\"" + customer + "\"";
        return switch (random.nextInt(25)) {
            case 0, 1, 2 -> post(customer, path + "/credits/grant", grant(random.nextBoolean() ? "" : PAID));
            case 3 -> post(customer, path + "/credits/adjust",
                    "{\"credits\":" + (random.nextBoolean() ? "-" : "") + (1 + random.nextInt(600))
                            + ",\"reason\":\"because\"}");
            case 4 -> post(customer, path + "/credits/blocks/" + any(customer, "blk_") + "/void",
                    "{\"reason\":\"because\"}");
            case 5 -> post(customer, "/v1/topup/grant", "{" + named + ",\"package_id\":\"pkg_large\","
                    + "\"external_payment_id\":\"pay-" + random.nextInt(made + 1) + "\"}");
            case 6 -> post(customer, "/v1/purchases", "{" + named + ",\"price_credits\":" + random.nextInt(300)
                    + ",\"grant\":" + grant("") + "}");
            case 7, 8 -> post(customer, "/v1/reserve",
                    "{" + named + ",\"credits\":" + random.nextInt(800) + ",\"ttl_seconds\":" + seconds() + "}");
            case 9 -> post(customer, "/v1/reserve", "{" + named + "," + (random.nextBoolean()
                    ? lines()
                    : "\"billable_metric_key\":\"" + metric() + "\",\"estimated_units\":" + random.nextInt(30))
                    + ",\"ttl_seconds\":" + seconds() + "}");
            case 10, 11 -> random.nextInt(4) == 0
                    ? post(customer, "/v1/reserve/" + any(customer, OF_LINES) + "/commit", "{" + lines() + "}")
                    : post(customer, "/v1/reserve/" + any(customer, "res_") + "/commit",
                            "{\"credits\":" + random.nextInt(900) + "}");
            case 12 -> post(customer, "/v1/reserve/" + any(customer, "res_") + "/release", "{}");
            case 13 -> post(customer, "/v1/reserve/" + any(customer, "res_") + "/extend",
                    "{\"ttl_seconds\":" + seconds() + "}");
            case 14 -> subscription(customer, named);
            case 15, 16 -> accepted(customer, named);
            case 17 -> post(customer, "/v1/usage/" + any(customer, "key-") + "/void",
                    "{" + named + ",\"reason\":\"because\"}");
            case 19 -> post(customer, path + "/credits/transfer", "{\"to\":{\"external_customer_id\":\""
                    + another(customer) + "\"},\"credits\":" + (1 + random.nextInt(900)) + ",\"reason\":\"because\"}");
            case 18 -> post(customer, "/v1/reserve/" + any(customer, "res_") + "/refund",
                    "{\"reason\":\"because\"}");
            default -> post(customer, "/v1/usage", usage(named));
        };
    }

    private String another(String customer) {
        List<String> others = CUSTOMERS.stream().filter(one -> !one.equals(customer)).toList();
        return others.get(random.nextInt(others.size()));
    }

    private Wish post(String customer, String path, String body) {
        String key = "key-" + ++made;
        return new Wish(customer, key, Sent.post(path, key, body));
    }

    private Wish accepted(String customer, String named) {
        Wish usage = post(customer, "/v1/usage", usage(named));
        return new Wish(customer, usage.key(), usage.sent().with("Prefer", "respond-async"));
    }

    private Wish subscription(String customer, String named) {
        String one = "/v1/subscriptions/" + any(customer, "sub_");
        return switch (random.nextInt(6)) {
            case 0 -> post(customer, one + "/renew", "{}");
            case 1 -> post(customer, one + "/cancel", "{\"at_period_end\":" + random.nextBoolean() + "}");
            case 2 -> post(customer, one + (random.nextBoolean() ? "/pause" : "/resume"), "");
            default -> post(customer, "/v1/subscriptions", "{" + named + ",\"plan_variant_id\":\""
                    + (random.nextBoolean() ? SimulatedConfig.PREPAID : SimulatedConfig.POSTPAID) + "\"}");
        };
    }

    private String grant(String paid) {
        String expiry = random.nextBoolean() ? "" : ",\"expires_in_seconds\":" + seconds();
        return "{\"credits\":" + (1 + random.nextInt(3_000)) + ",\"priority\":" + random.nextInt(-2, 3) + expiry + paid
                + "}";
    }

    private String usage(String named) {
        return "{" + named + "," + (random.nextInt(4) == 0
                ? lines()
                : "\"billable_metric_key\":\"" + metric() + "\",\"units\":" + random.nextInt(30)) + "}";
    }

    private String lines() {
        return Stream.generate(() -> "{\"billable_metric_key\":\"" + metric() + "\",\"units\":" + random.nextInt(20)
                + ",\"metadata\":{\"n\":\"" + made + "\"}}").limit(1 + random.nextInt(3))
                .collect(Collectors.joining(",", "\"lines\":[", "]"));
    }

    private String metric() {
        return METRICS.get(random.nextInt(METRICS.size()));
    }

    private int seconds() {
        return 60 + random.nextInt(7_200);
    }

    private String any(String customer, String prefix) {
        List<String> ids = seen.getOrDefault(customer + prefix, List.of());
        return ids.isEmpty() ? UNKNOWN : ids.get(random.nextInt(ids.size()));
    }

    /** Remembers what the answer tells of. */
    void learn(String customer, JsonNode answer) {
        remember(customer, answer.path("id").asText());
        remember(customer, answer.path("event_id").asText());
        if (answer.has("lines") && answer.has("id")) {
            seen.computeIfAbsent(customer + OF_LINES, none -> new ArrayList<>()).add(answer.path("id").asText());
        }
        answer.path("blocks").forEach(block -> remember(customer, block.path("id").asText()));
    }

    private void remember(String customer, String id) {
        for (String prefix : List.of("blk_", "res_", "sub_", "key-")) {
            List<String> ids = seen.computeIfAbsent(customer + prefix, none -> new ArrayList<>());
            if (id.startsWith(prefix) && !ids.contains(id)) {
                ids.add(id);
            }
        }
    }
}
