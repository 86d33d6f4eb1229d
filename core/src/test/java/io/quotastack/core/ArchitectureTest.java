package io.quotastack.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The core decides and talks to nobody: it knows the language's own library and itself. */
class ArchitectureTest {

    private final JavaClasses core = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.quotastack.core");

    @Test
    void dependsOnNothingButJavaAndItself() {
        classes().should().onlyDependOnClassesThat().resideInAnyPackage("java..", "io.quotastack.core..").check(core);
    }

    @Test
    void readsNoClockAndNoChance() {
        noClasses().should().callMethod(Instant.class, "now").orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(System.class, "nanoTime").orShould().callMethod(UUID.class, "randomUUID")
                .orShould().dependOnClassesThat().belongToAnyOf(Clock.class, Random.class).check(core);
    }
}
