package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.tenant.Scope;

/** Credits in packages (CONTRACT 8). */
class TopupPackageTest extends ApiFixture {

    private static final String PACKAGES = "/v1/topup-packages";
    private static final String SMALL = "\"key\":\"small\",\"name\":\"Small\",\"credits\":1000,\"price\":990,"
            + "\"currency\":\"EUR\"";

    @Test
    void whatIsLeftOutHasItsDefault() {
        create(SMALL).is(201);

        assertThat(created().terms())
                .isEqualTo(new TopupPackage.Terms("Small", 1_000, 0, 990, "EUR", Optional.empty(), 0, Map.of()));
        assertThat(created().key()).isEqualTo("small");
        assertThat(created().packageId()).startsWith("pkg_");
    }

    @Test
    void everyFieldIsTaken() {
        create(SMALL + ",\"bonus_credits\":50,\"expires_in_seconds\":86400,\"priority\":-3,\"metadata\":{\"a\":\"b\"}")
                .is(201);

        assertThat(created().terms()).isEqualTo(new TopupPackage.Terms("Small", 1_000, 50, 990, "EUR",
                Optional.of(86_400L), -3, Map.of("a", "b")));
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        create("").isProblem(400, "invalid-request").errors("/key", "/name", "/credits", "/price", "/currency");
        create("\"key\":\"-x\",\"name\":\"\",\"credits\":0,\"price\":-1,\"currency\":\"eur\",\"bonus_credits\":null,"
                + "\"expires_in_seconds\":0,\"priority\":1001,\"metadata\":{\"a\":1},\"colour\":1")
                .isProblem(400, "invalid-request").errors("/key", "/name", "/credits", "/price", "/currency",
                        "/bonus_credits", "/expires_in_seconds", "/priority", "/metadata/a", "/colour");
        create(SMALL.replace("1000", "1e3")).isProblem(400, "invalid-request").errors("/credits");
    }

    @Test
    void aPatchTakesAllButTheKey() {
        patch(PACKAGES + "/pkg_1").json("{\"credits\":5,\"expires_in_seconds\":null}").send().is(201);

        assertThat(config.command()).isEqualTo(new ConfigCommand.PatchTopupPackage(LIVE, "pkg_1", Optional.empty(),
                Optional.of(5L), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Optional.empty()),
                Optional.empty(), Optional.empty()));
        patch(PACKAGES + "/pkg_1").json("{\"key\":\"x\",\"name\":null}").send().isProblem(400, "invalid-request")
                .errors("/key", "/name");
    }

    @Test
    void anArchivedPackageIsStillShown() {
        post(PACKAGES + "/pkg_1/archive").send().is(201);
        assertThat(config.command()).isEqualTo(new ConfigCommand.ArchiveTopupPackage(LIVE, "pkg_1"));
        config.apply(new ConfigChange.TopupPackagePut(LIVE, new TopupPackage("pkg_1", "small",
                new TopupPackage.Terms("Small", 1_000, 50, 990, "EUR", Optional.empty(), 0, Map.of("a", "b")), LONG_AGO,
                Optional.of(LONG_AGO.plusSeconds(60)))));

        String shown = get(PACKAGES + "/pkg_1").send().is(200).body();

        assertThat(shown).isEqualTo("{\"id\":\"pkg_1\",\"key\":\"small\",\"name\":\"Small\",\"credits\":1000,"
                + "\"bonus_credits\":50,\"price\":990,\"currency\":\"EUR\",\"expires_in_seconds\":null,\"priority\":0,"
                + "\"metadata\":{\"a\":\"b\"},\"created_at\":\"2026-01-01T00:00:00.000Z\","
                + "\"archived_at\":\"2026-01-01T00:01:00.000Z\"}");
        assertThat(get(PACKAGES).send().is(200).json().path("data")).hasSize(1);
        get(PACKAGES + "/small").send().isProblem(404, "not-found");
    }

    @Test
    void packagesGoWithTheScopesOfCredits() {
        addKey("qs_live_reader", LIVE, Scope.CREDITS_READ);
        get(PACKAGES).as("qs_live_reader").send().is(200);
        post(PACKAGES).as("qs_live_reader").json("{" + SMALL + "}").send().isProblem(403, "insufficient-scope");
        addKey("qs_test_other", TEST);
        config.apply(new ConfigChange.TopupPackagePut(LIVE, new TopupPackage("pkg_1", "small",
                new TopupPackage.Terms("Small", 1, 0, 1, "EUR", Optional.empty(), 0, Map.of()), LONG_AGO,
                Optional.empty())));
        get(PACKAGES + "/pkg_1").as("qs_test_other").send().isProblem(404, "not-found");
    }

    private Answer create(String fields) {
        return post(PACKAGES).json("{" + fields + "}").send();
    }

    private ConfigCommand.CreateTopupPackage created() {
        return (ConfigCommand.CreateTopupPackage) config.command();
    }
}
