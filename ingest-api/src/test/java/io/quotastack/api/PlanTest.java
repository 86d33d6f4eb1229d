package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.tenant.Scope;

/** Plans and their features (CONTRACT 9). */
class PlanTest extends ApiFixture {

    private static final String PRO = "\"key\":\"pro\",\"name\":\"Pro\"";

    @Test
    void aFeatureIsTrueANumberOrAString() {
        create(PRO + ",\"features\":{\"sso\":true,\"seats\":5,\"ratio\":0.50,\"big\":9223372036854775807,"
                + "\"exp\":1e3,\"tier\":\"gold\"}").is(201);

        assertThat(created().features()).containsExactlyInAnyOrderEntriesOf(Map.of("sso", new Feature.Included(),
                "seats", quantity("5"), "ratio", quantity("0.5"), "big", quantity("9223372036854775807"), "exp",
                quantity("1000"), "tier", new Feature.Text("gold")));
        assertThat(created().planId()).startsWith("plan_");
        assertThat(created().description()).isEmpty();
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        create("").isProblem(400, "invalid-request").errors("/key", "/name");
        create("\"key\":\"Pro\",\"name\":1,\"description\":\"\",\"colour\":1,\"features\":{\"a\":false,\"b\":null,"
                + "\"c\":0.0000001,\"d\":9223372036854775808,\"e\":{},\"f\":\"\",\"G\":true,\"h\":1e999999999,\"i\":1,\"j\":1e9999999999,\"k\":1e-9999999999}")
                .isProblem(400, "invalid-request").errors("/key", "/name", "/description", "/colour", "/features/a",
                        "/features/b", "/features/c", "/features/d", "/features/e", "/features/f", "/features/G",
                        "/features/h", "/features/j", "/features/k");
        create(PRO + ",\"features\":[]").isProblem(400, "invalid-request").errors("/features");
        var many = new StringBuilder("\"k\":1");
        for (int i = 0; i < 100; i++) {
            many.append(",\"k").append(i).append("\":1");
        }
        create(PRO + ",\"features\":{" + many + "}").isProblem(400, "invalid-request").errors("/features");
    }

    @Test
    void aPatchTakesAllButTheKey() {
        patch("/v1/plans/plan_1").json("{\"description\":null,\"features\":{}}").send().is(201);

        assertThat(config.command()).isEqualTo(new ConfigCommand.PatchPlan(LIVE, "plan_1", Optional.empty(),
                Optional.of(Optional.empty()), Optional.of(new TreeMap<>())));
        patch("/v1/plans/plan_1").json("{\"key\":\"x\",\"name\":null,\"features\":null}").send()
                .isProblem(400, "invalid-request").errors("/key", "/name", "/features");
    }

    @Test
    void aPlanIsShownInItsNewestVersion() {
        config.apply(new ConfigChange.PlanPut(LIVE, new Plan("plan_1", "pro", 2, "Pro", Optional.empty(),
                new TreeMap<>(Map.of("sso", new Feature.Included(), "ratio", quantity("0.5"), "tier",
                        new Feature.Text("gold"))),
                LONG_AGO, LONG_AGO.plusSeconds(60))));

        assertThat(get("/v1/plans/plan_1").send().is(200).body()).isEqualTo("{\"id\":\"plan_1\",\"key\":\"pro\","
                + "\"version\":2,\"name\":\"Pro\",\"description\":null,\"features\":{\"ratio\":0.5,\"sso\":true,"
                + "\"tier\":\"gold\"},\"created_at\":\"2026-01-01T00:00:00.000Z\","
                + "\"updated_at\":\"2026-01-01T00:01:00.000Z\"}");
        assertThat(get("/v1/plans").send().is(200).json().path("data")).hasSize(1);
        assertThat(get("/v1/plans/pro").send().isProblem(404, "not-found").json().path("resource").asText())
                .isEqualTo("plan");
    }

    @Test
    void plansHaveScopesOfTheirOwn() {
        addKey("qs_live_reader", LIVE, Scope.PLANS_READ);

        get("/v1/plans").as("qs_live_reader").send().is(200);
        get("/v1/plans/plan_1/variants").as("qs_live_reader").send().isProblem(404, "not-found");
        post("/v1/plans").as("qs_live_reader").json("{" + PRO + "}").send().isProblem(403, "insufficient-scope");
        post("/v1/plans/plan_1/variants").as("qs_live_reader").json("{}").send().isProblem(403, "insufficient-scope");
    }

    private Answer create(String fields) {
        return post("/v1/plans").json("{" + fields + "}").send();
    }

    private ConfigCommand.CreatePlan created() {
        return (ConfigCommand.CreatePlan) config.command();
    }

    private static Feature quantity(String number) {
        return new Feature.Quantity(new BigDecimal(number));
    }
}
