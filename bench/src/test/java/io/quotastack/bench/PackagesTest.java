package io.quotastack.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The benchmark measures the product from outside, and its packages form no cycle. */
class PackagesTest {

    private final JavaClasses bench = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.quotastack.bench");

    @Test
    void knowsOfTheProductOnlySchemasAndIds() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("io.quotastack.gateway..",
                "io.quotastack.platform..", "io.quotastack.metering..", "io.quotastack.ledger..",
                "io.quotastack.webhook..", "io.quotastack.api..", "io.quotastack.standalone..").check(bench);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.quotastack.bench.(*)..").should().beFreeOfCycles().check(bench);
    }
}
