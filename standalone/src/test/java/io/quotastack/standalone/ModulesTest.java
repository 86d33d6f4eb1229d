package io.quotastack.standalone;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;

/**
 * Dependencies point one way: between modules as in ARCHITECTURE.md, and between the packages of each. Of the benchmark,
 * which is built after this module, a test of its own tells.
 */
class ModulesTest {

    private static final String ROOT = "io.quotastack.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.quotastack");

    @Test
    void aModuleKnowsOnlyThoseBelowIt() {
        LayeredArchitecture modules = layeredArchitecture().consideringOnlyDependenciesInAnyPackage("io.quotastack..")
                .ensureAllClassesAreContainedInArchitecture()
                .layer("core").definedBy(ROOT + "core..")
                // Avro's types are made from the schemas.
                .layer("schemas").definedBy(ROOT + "schemas..", ROOT + "events..", ROOT + "internal..")
                .layer("gateway").definedBy(ROOT + "gateway..")
                .layer("platform").definedBy(ROOT + "platform..")
                .layer("metering-streams").definedBy(ROOT + "metering..")
                .layer("ledger-streams").definedBy(ROOT + "ledger..")
                .layer("webhook-dispatcher").definedBy(ROOT + "webhook..")
                .layer("ingest-api").definedBy(ROOT + "api..")
                .layer("schema-registry").definedBy(ROOT + "registry..")
                .layer("nodes").definedBy(ROOT + "nodes..")
                .layer("standalone").definedBy(ROOT + "standalone..")
                .layer("quotastack-client").definedBy(ROOT + "client..");

        modules.whereLayer("core").mayNotAccessAnyLayer()
                .whereLayer("schemas").mayOnlyAccessLayers("core")
                .whereLayer("gateway").mayOnlyAccessLayers("core", "schemas")
                .whereLayer("ingest-api").mayOnlyAccessLayers("core", "schemas", "gateway")
                .whereLayer("platform").mayOnlyAccessLayers("core", "schemas", "gateway")
                .whereLayer("metering-streams").mayOnlyAccessLayers("core", "schemas", "gateway", "platform")
                .whereLayer("webhook-dispatcher").mayOnlyAccessLayers("core", "schemas", "gateway", "platform")
                .whereLayer("ledger-streams")
                .mayOnlyAccessLayers("core", "schemas", "gateway", "platform", "metering-streams")
                .whereLayer("schema-registry").mayOnlyAccessLayers("core", "schemas", "gateway", "platform")
                .whereLayer("nodes").mayOnlyBeAccessedByLayers("standalone")
                .whereLayer("standalone").mayNotBeAccessedByAnyLayer()
                .whereLayer("quotastack-client").mayOnlyBeAccessedByLayers("standalone")
                .whereLayer("quotastack-client").mayNotAccessAnyLayer()
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "schemas", "gateway", "platform", "metering", "ledger", "webhook", "api",
        "nodes", "standalone"})
    void thePackagesOfAModuleFormNoCycle(String module) {
        slices().matching(ROOT + module + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
