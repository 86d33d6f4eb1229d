package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigDecider.changed;
import static io.quotastack.core.config.decide.ConfigDecider.refused;
import static io.quotastack.core.config.decide.ConfigDecider.unchanged;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange.TopupPackagePut;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.config.ConfigResult.TopupPackageArchived;
import io.quotastack.core.config.ConfigResult.TopupPackagePatched;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;

/**
 * Top-up packages (CONTRACT 8). A key is taken for ever, archived or not: payments name packages for as long as the
 * ledger is kept.
 */
final class PackageDecisions {

    /** Each snapshot on each node has all of them, archived ones too. */
    static final int MOST_PACKAGES = 1_000;

    private PackageDecisions() {}

    static ConfigDecision create(Config config, ConfigCommand.CreateTopupPackage command, Instant now) {
        TenantEnvironment tenantEnvironment = command.tenantEnvironment();
        if (!config.tenants().containsKey(tenantEnvironment.tenantId())) {
            return refused(TenantDecisions.unknown(tenantEnvironment.tenantId()));
        }
        var packages = config.environment(tenantEnvironment).topupPackages();
        if (packages.containsKey(command.packageId())
                || packages.values().stream().anyMatch(other -> other.key().equals(command.key()))) {
            return refused(Problem.of(ProblemType.ALREADY_EXISTS,
                    "there is a top-up package " + command.key() + " already"));
        }
        if (packages.size() >= MOST_PACKAGES) {
            return refused(Problem.of(ProblemType.LIMIT_EXCEEDED,
                    "an environment has at most " + MOST_PACKAGES + " top-up packages"));
        }
        if (!command.terms().withinRange()) {
            return refused(beyondRange());
        }
        var made = new TopupPackage(command.packageId(), command.key(), command.terms(), now, Optional.empty());
        return changed(new TopupPackagePut(tenantEnvironment, made), new ConfigResult.TopupPackageCreated(made));
    }

    static ConfigDecision patch(Config config, ConfigCommand.PatchTopupPackage command) {
        Optional<TopupPackage> found = config.environment(command.tenantEnvironment())
                .topupPackage(command.packageId());
        if (found.isEmpty()) {
            return refused(unknown(command.packageId()));
        }
        TopupPackage after = found.get().on(patched(found.get().terms(), command));
        if (!after.terms().withinRange()) {
            return refused(beyondRange());
        }
        var result = new TopupPackagePatched(after);
        return after.equals(found.get())
                ? unchanged(result)
                : changed(new TopupPackagePut(command.tenantEnvironment(), after), result);
    }

    static ConfigDecision archive(Config config, ConfigCommand.ArchiveTopupPackage command, Instant now) {
        Optional<TopupPackage> found = config.environment(command.tenantEnvironment())
                .topupPackage(command.packageId());
        if (found.isEmpty()) {
            return refused(unknown(command.packageId()));
        }
        if (found.get().archivedAt().isPresent()) {
            return unchanged(new TopupPackageArchived(found.get()));
        }
        TopupPackage archived = found.get().archived(now);
        return changed(new TopupPackagePut(command.tenantEnvironment(), archived), new TopupPackageArchived(archived));
    }

    private static TopupPackage.Terms patched(TopupPackage.Terms before, ConfigCommand.PatchTopupPackage command) {
        return new TopupPackage.Terms(command.name().orElse(before.name()), command.credits().orElse(before.credits()),
                command.bonusCredits().orElse(before.bonusCredits()), command.price().orElse(before.price()),
                command.currency().orElse(before.currency()),
                command.expiresInSeconds().orElse(before.expiresInSeconds()),
                command.priority().orElse(before.priority()), command.metadata().orElse(before.metadata()));
    }

    private static Problem beyondRange() {
        return Problem.of(ProblemType.AMOUNT_OVERFLOW, "credits and bonus_credits together leave the 64-bit range");
    }

    private static Problem unknown(String packageId) {
        return Problem.notFound("topup_package", "there is no top-up package " + packageId);
    }
}
