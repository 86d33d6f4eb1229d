package io.quotastack.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.When;
import io.quotastack.core.simulation.ProposedRules.Proposed;
import io.quotastack.core.simulation.SimulatedTime;
import io.quotastack.core.simulation.SimulatedUsage;
import io.quotastack.core.simulation.SimulationJob;
import io.quotastack.core.simulation.SimulationPart;
import io.quotastack.core.simulation.UsageGroup;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Query;

/** Simulations over HTTP (CONTRACT 4). */
class SimulationTest extends ApiFixture {

    private static final SimulatedTime FEBRUARY = new SimulatedTime(Instant.parse("2026-02-01T00:00:00Z"),
            Instant.parse("2026-03-01T00:00:00Z"));
    private static final String ASKED = "\"from\":\"2026-02-01T00:00:00Z\",\"to\":\"2026-03-01T00:00:00Z\",\"rules\":["
            + "{\"billable_metric_key\":\"tokens\",\"cost_type\":\"flat\",\"flat_cost\":5}]";
    private static final List<Proposed> FLAT = List.of(new Proposed("tokens", new Price.Flat(5), Optional.empty()));

    private Answer simulate(String body) {
        return post("/v1/metering-rules/simulate").json("{" + body + "}").send();
    }

    private void keeps(int place, String id, Optional<Instant> canceledAt) {
        config.apply(new ConfigChange.SimulationPut(LIVE,
                new SimulationJob(place, id, FEBRUARY, FLAT, Instant.now().minusSeconds(60 - place), canceledAt)));
    }

    @Test
    void ofACustomerItIsAQuestion() {
        simulate(ASKED + ",\"external_customer_id\":\"u\"").is(200);

        assertThat(ledger.queries.getLast()).isEqualTo(
                new Query.SimulateUsage(CustomerKey.ofExternalId(LIVE, "u"), FEBRUARY, FLAT));
    }

    @Test
    void ofAllCustomersItIsAJob() {
        simulate(ASKED);

        var command = (ConfigCommand.StartSimulation) config.command();
        assertThat(command.simulationId()).startsWith("sim_");
        assertThat(command).isEqualTo(new ConfigCommand.StartSimulation(LIVE, command.simulationId(), FEBRUARY, FLAT));
    }

    @Test
    void aTimeHasAnEndAndAYearAtMost() {
        simulate(ASKED.replace("2026-03-01", "2026-02-01")).isProblem(400, "invalid-request").errors("/to");
        simulate(ASKED.replace("2026-03-01", "2027-02-03")).isProblem(400, "invalid-request").errors("/to");
        simulate(ASKED.replace("2026-03-01", "2027-02-02") + ",\"external_customer_id\":\"u\"").is(200);
        simulate("").isProblem(400, "invalid-request").errors("/rules", "/from", "/to");
    }

    @Test
    void rulesAreAsTheyWouldBeMade() {
        simulate(ASKED.replace("\"cost_type\":\"flat\",\"flat_cost\":5", "\"plan_id\":\"plan_1\","
                + "\"prices\":[{\"when\":{\"model\":\"a\"},\"cost_type\":\"flat\",\"flat_cost\":5}]")
                + ",\"external_customer_id\":\"u\"").is(200);

        assertThat(((Query.SimulateUsage) ledger.queries.getLast()).rules()).containsExactly(
                new Proposed("tokens", Optional.empty(),
                        PriceList.of(List.of(new PriceEntry(When.of(Map.of("model", "a")), new Price.Flat(5)))),
                        Optional.of(new RuleTarget.OfPlan("plan_1")), Optional.empty()));
        simulate(ASKED.replace("\"cost_type\":\"flat\",\"flat_cost\":5", "\"prices\":1,\"shadow\":true"))
                .isProblem(400, "invalid-request").errors("/rules/0/prices", "/rules/0/shadow");
    }

    private void hasShadowRule(String id) {
        config.apply(new ConfigChange.MetricPut(LIVE, new Metric("tokens", "Tokens", Optional.empty(), LONG_AGO,
                Optional.empty(), List.of())));
        config.apply(new ConfigChange.RulePut(LIVE, new MeteringRule(id, "tokens", 1, Optional.of(new Price.Flat(5)),
                PriceList.NONE, Optional.of(new RuleTarget.Shadow(Optional.of(new RuleTarget.OfPlan("plan_1")))),
                FEBRUARY.from(), LONG_AGO, Optional.empty())));
    }

    @Test
    void aReportOfAShadowRuleIsTheSimulationByIt() {
        hasShadowRule("rule_1");
        String path = "/v1/metering-rules/rule_1/shadow-report";

        get(path + "?to=2026-03-01T00:00:00Z&external_customer_id=u").send().is(200);

        var rule = new Proposed("tokens", Optional.of(new Price.Flat(5)), PriceList.NONE,
                Optional.of(new RuleTarget.OfPlan("plan_1")), Optional.of(FEBRUARY.from()));
        assertThat(ledger.queries.getLast()).isEqualTo(
                new Query.SimulateUsage(CustomerKey.ofExternalId(LIVE, "u"), FEBRUARY, List.of(rule)));
        get(path + "?from=2026-01-31T00:00:00Z").send().isProblem(400, "invalid-request").errors("?from");
        get(path + "?from=2026-03-01T00:00:00Z&to=2026-03-01T00:00:00Z").send().isProblem(400, "invalid-request")
                .errors("?to");
        get("/v1/metering-rules/rule_2/shadow-report").send().isProblem(404, "not-found");
    }

    @Test
    void ofAllCustomersItIsASimulationThatNobodyStarted() {
        hasShadowRule("rule_1");
        ledger.simulated = List.of(SimulationPart.NOT_BEGUN.counted(0));

        JsonNode report = get("/v1/metering-rules/rule_1/shadow-report").send().is(200).json();

        String id = report.path("id").asText();
        assertThat(id).startsWith("shadow_rule_1_");
        assertThat(report.path("status").asText()).isEqualTo("finished");
        assertThat(report.path("to").asText()).isEqualTo("2027-02-02T00:00:00.000Z");
        assertThat(get("/v1/simulations/" + id).send().is(200).json()).isEqualTo(report);
        get("/v1/simulations/" + id.replace("rule_1", "rule_2")).send().isProblem(404, "not-found");
        get("/v1/simulations/shadow_rule_1_5_4").send().isProblem(404, "not-found");
        assertThat(get("/v1/simulations").send().is(200).json().path("data")).isEmpty();
    }

    @Test
    void activatesAShadowRule() {
        post("/v1/metering-rules/rule_1/activate").send();

        var command = (ConfigCommand.ActivateRule) config.command();
        assertThat(command).isEqualTo(
                new ConfigCommand.ActivateRule(LIVE, "rule_1", command.ruleId(), Optional.empty()));
        post("/v1/metering-rules/rule_1/activate").json("{\"effective_at\":1}").send()
                .isProblem(400, "invalid-request").errors("/effective_at");
    }

    @Test
    void showsWhatAllNodesHaveTogether() {
        keeps(0, "sim_1", Optional.empty());
        var usage = new SimulatedUsage(BigInteger.TWO, 1, 0, BigInteger.TEN, BigInteger.valueOf(5));
        ledger.simulated = List.of(
                new SimulationPart(true, 3, 2, 1, 0, false,
                        new TreeMap<>(Map.of(UsageGroup.of("tokens", Map.of("model", "a")), usage))),
                new SimulationPart(true, 4, 4, 2, 1, false,
                        new TreeMap<>(Map.of(UsageGroup.of("tokens", Map.of("model", "a")), usage))));

        JsonNode running = get("/v1/simulations/sim_1").send().is(200).json();

        assertThat(running.path("status").asText()).isEqualTo("running");
        assertThat(running.path("customers").asLong()).isEqualTo(7);
        assertThat(running.path("customers_done").asLong()).isEqualTo(6);
        assertThat(running.path("customers_affected").asLong()).isEqualTo(3);
        assertThat(running.path("customers_out_of_credits").asLong()).isEqualTo(1);
        assertThat(running.path("difference").asLong()).isEqualTo(-10);
        assertThat(running.path("usage").path(0).toString())
                .isEqualTo("{\"billable_metric_key\":\"tokens\",\"dimensions\":{\"model\":\"a\"},\"units\":4,"
                        + "\"events\":2,\"unpriced_events\":0,\"cost_then\":20,\"cost_now\":10,\"difference\":-10}");
        ledger.simulated = List.of(SimulationPart.NOT_BEGUN.counted(0));
        assertThat(get("/v1/simulations/sim_1").send().json().path("status").asText()).isEqualTo("finished");
        ledger.simulated = List.of(SimulationPart.NOT_BEGUN.failing());
        assertThat(get("/v1/simulations/sim_1").send().json().path("status").asText()).isEqualTo("failed");
    }

    @Test
    void aCanceledOneHasNoResult() {
        keeps(0, "sim_1", Optional.of(LONG_AGO));
        ledger.simulated = List.of(new SimulationPart(true, 3, 3, 1, 0, false, new TreeMap<>()));

        JsonNode canceled = get("/v1/simulations/sim_1").send().is(200).json();

        assertThat(canceled.path("status").asText()).isEqualTo("canceled");
        assertThat(canceled.path("customers").isNull()).isTrue();
        post("/v1/simulations/sim_1/cancel").send();
        assertThat(config.command()).isEqualTo(new ConfigCommand.CancelSimulation(LIVE, "sim_1"));
    }

    @Test
    void listsThoseThatAreKept() {
        keeps(0, "sim_1", Optional.empty());
        keeps(1, "sim_2", Optional.empty());
        config.apply(new ConfigChange.SimulationPut(LIVE,
                new SimulationJob(2, "sim_old", FEBRUARY, FLAT, LONG_AGO, Optional.empty())));

        assertThat(get("/v1/simulations").send().is(200).json().path("data").findValuesAsText("id"))
                .containsExactly("sim_1", "sim_2");
        get("/v1/simulations/sim_old").send().isProblem(404, "not-found");
        get("/v1/simulations/sim_3/customers").send().isProblem(404, "not-found");
    }

    @Test
    void listsItsCustomersFromAllNodes() {
        keeps(0, "sim_1", Optional.empty());
        ledger.listing = asked -> List.of(new ListPart<>(
                List.of(new ListPart.Row<>(SortKey.of(1), "{\"difference\":5}".getBytes(UTF_8))), Optional.empty()));

        assertThat(get("/v1/simulations/sim_1/customers").send().is(200).json().path("data").path(0)
                .path("difference").asLong()).isEqualTo(5);
        assertThat(ledger.lists.getLast().query()).isEqualTo(new ListQuery.SimulatedCustomers(LIVE, "sim_1"));
    }
}
