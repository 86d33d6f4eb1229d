package io.quotastack.standalone.e2e;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;
import io.quotastack.standalone.bulk.ImportCommand;
import picocli.CommandLine;

/**
 * Goal: a month of calls of language models is priced to the millicredit. Method: a list of models in the form that is
 * published, converted and imported as anybody would, and calls of the shape of a public trace, as lines in batches; both
 * from a printed seed. What each call should cost is computed here anew, of the list's own digits and in whole numbers only.
 */
class CallTraceTest {

    private static final int MODELS = 200;
    private static final int CALLS = 2_000;
    private static final int BATCH = 1_000;
    private static final int CUSTOMERS = 3;
    /** More than all of it can cost. */
    private static final long GRANT = 1L << 50;
    private static final BigInteger MILLICREDITS_PER_DOLLAR = BigInteger.valueOf(1_000_000);

    private static final List<String> DIRECTIONS = List.of("input", "cached_input", "output");
    private static final Map<String, String> MEMBERS = Map.of("input", "input_cost_per_token", "cached_input",
            "cache_read_input_token_cost", "output", "output_cost_per_token");

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Tenant tenant = Tenant.create();
    private final List<Account> customers = IntStream.range(0, CUSTOMERS).mapToObj(i -> tenant.account()).toList();

    /** Dollars a token, by model and direction, as a list would write them: {@code 5.46875e-07}. */
    private final Map<String, String> dollars = new HashMap<>();

    private record Call(String id, int customer, String model, Instant time, Map<String, Long> tokens) {}

    @Test
    void aTraceOfCallsIsPricedToTheMillicredit() throws IOException {
        System.out.println("CallTraceTest seed " + seed);
        importPrices();
        customers.forEach(customer -> customer.grant(GRANT));
        Map<String, Call> calls = new HashMap<>();
        for (int i = 0; i < CALLS; i++) {
            calls.put("call-" + i, call("call-" + i));
        }

        List<Call> trace = List.copyOf(calls.values());
        for (int from = 0; from < CALLS; from += BATCH) {
            send("trace-" + from, trace.subList(from, from + BATCH));
        }

        for (int i = 0; i < CUSTOMERS; i++) {
            assertThat(charged(i, calls)).as("seed %d", seed).isPositive();
        }
    }

    /** Sent again as long as there is no room for all of it (CONTRACT 1). */
    private void send(String key, List<Call> calls) {
        Map<String, ?> batch = Map.of("events", calls.stream().map(this::event).toList());
        Answer answer = Eventually.answers(() -> tenant.live().idempotencyKey(key).post("/v1/usage/batch", batch),
                sent -> sent.status() != 503);
        assertThat(answer.expect(202).number("accepted") + answer.number("duplicates")).as("seed %d", seed)
                .isEqualTo(calls.size());
    }

    /** Compares each charge with what it should be, in the order of the ledger; answers how many there were. */
    private int charged(int customer, Map<String, Call> calls) {
        Account account = customers.get(customer);
        long expected = calls.values().stream().filter(call -> call.customer() == customer).count();
        List<JsonNode> charges = Eventually.answers(() -> account.ledger().stream()
                .filter(entry -> entry.required("type").textValue().equals("usage")).toList(),
                entries -> entries.size() == expected);
        Map<String, BigInteger> tokens = new HashMap<>();
        BigInteger balance = BigInteger.valueOf(GRANT);
        for (JsonNode charge : charges) {
            Call call = Objects.requireNonNull(calls.get(charge.required("usage_event_id").textValue()));
            BigInteger cost = BigInteger.ZERO;
            for (String direction : DIRECTIONS) {
                String counted = YearMonth.from(call.time().atOffset(ZoneOffset.UTC)) + " " + call.model() + " "
                        + direction;
                BigInteger before = tokens.getOrDefault(counted, BigInteger.ZERO);
                BigInteger after = before.add(BigInteger.valueOf(call.tokens().getOrDefault(direction, 0L)));
                tokens.put(counted, after);
                cost = cost.add(price(call.model(), direction, after)).subtract(price(call.model(), direction, before));
            }
            balance = balance.subtract(cost);
            assertThat(charge.required("delta").bigIntegerValue()).as("seed %d: %s", seed, call)
                    .isEqualTo(cost.negate());
            assertThat(charge.required("balance_after").bigIntegerValue()).as("seed %d: %s", seed, call)
                    .isEqualTo(balance);
        }
        assertThat(account.balance()).as("seed %d", seed).isEqualTo(balance.longValueExact());
        return charges.size();
    }

    /** What so many tokens cost together, rounded up once. */
    private BigInteger price(String model, String direction, BigInteger tokens) {
        String[] written = Objects.requireNonNull(dollars.get(model + " " + direction)).split("e-", -1);
        String[] digits = written[0].split("\\.", -1);
        int decimals = Integer.parseInt(written[1]) + digits[1].length();
        BigInteger[] cost = tokens.multiply(new BigInteger(digits[0] + digits[1])).multiply(MILLICREDITS_PER_DOLLAR)
                .divideAndRemainder(BigInteger.TEN.pow(decimals));
        return cost[1].signum() == 0 ? cost[0] : cost[0].add(BigInteger.ONE);
    }

    private void importPrices() throws IOException {
        Path models = Files.writeString(directory.resolve("models.json"),
                IntStream.range(0, MODELS).mapToObj(this::model).collect(joining(",", "{", "}")));
        Path prices = Files.writeString(directory.resolve("prices.csv"),
                run("model-list", models.toString(), "--credits-per-dollar", "1000"));
        Path key = Files.writeString(directory.resolve("key"), tenant.liveKey());

        assertThat(run("prices", prices.toString(), "--url", SharedProcess.get().api().toString(), "--key-file",
                key.toString(), "--yes")).contains("llm_tokens (new): " + MODELS * DIRECTIONS.size() + " added");
    }

    private static String run(String... arguments) {
        var out = new StringWriter();
        var errors = new StringWriter();
        int exit = new CommandLine(new ImportCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(errors))
                .execute(arguments);
        assertThat(exit).as("%s %s", out, errors).isZero();
        return out.toString();
    }

    /** A model of the list, its prices from a ten-thousandth of a cent up to ten dollars for a million tokens. */
    private String model(int number) {
        return "\"m" + number + "\":{" + DIRECTIONS.stream().map(direction -> {
            String price = "%d.%de-0%d".formatted(1 + random.nextInt(9), random.nextInt(10_000),
                    6 + random.nextInt(4));
            dollars.put("m" + number + " " + direction, price);
            return "\"" + MEMBERS.get(direction) + "\":" + price;
        }).collect(joining(",")) + ",\"mode\":\"chat\"}";
    }

    /** Few models have most calls; prompts are long and partly cached, answers short. */
    private Call call(String id) {
        String model = "m" + (int) (MODELS * Math.pow(random.nextDouble(), 3));
        long prompt = tokens(7, 1.5);
        long cached = random.nextInt(3) == 0 ? (long) (prompt * random.nextDouble()) : 0;
        Map<String, Long> tokens = new HashMap<>(Map.of("input", prompt - cached, "output", tokens(5, 1.2)));
        if (cached > 0) {
            tokens.put("cached_input", cached);
        }
        Instant time = Instant.now().minus(Duration.ofMillis(random.nextLong(Duration.ofDays(30).toMillis())));
        return new Call(id, random.nextInt(CUSTOMERS), model, time, tokens);
    }

    private long tokens(double mean, double deviation) {
        return (long) Math.exp(mean + deviation * random.nextGaussian());
    }

    private Map<String, Object> event(Call call) {
        List<Map<String, Object>> lines = new ArrayList<>();
        call.tokens().forEach((direction, tokens) -> lines.add(Map.of("billable_metric_key", "llm_tokens", "units",
                tokens, "metadata", Map.of("model", call.model(), "direction", direction))));
        return Map.of("event_id", call.id(), "external_customer_id", customers.get(call.customer()).externalId(),
                "timestamp", Json.time(call.time()), "lines", lines);
    }
}
