package io.quotastack.core.decide;

import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.command.Command.CreateCustomer;
import io.quotastack.core.command.Command.UpdateCustomer;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.booking.Result;
import io.quotastack.core.decide.wallet.TopUpDecider;
import io.quotastack.core.problem.Problem;

/** Customers: made once, changed by patches (CONTRACT 2). */
final class CustomerDecider {

    private CustomerDecider() {}

    /** @param existed the customer was there before this command */
    static Result create(DecisionContext context, CreateCustomer command, boolean existed) {
        Customer customer = context.customer();
        if (existed) {
            return Result.of(new Outcome.CustomerExists(customer));
        }
        var created = new Customer(customer.key(), customer.externalId(), command.displayName(), command.metadata(),
                customer.overagePolicy(), customer.overageLimit(), customer.lowBalanceThreshold(), customer.spendCap(),
                customer.autoTopup(), customer.alerts(), customer.caps(), customer.createdAt());
        context.draft().put(AccountRows.CUSTOMER, created);
        return Result.of(new Outcome.CustomerCreated(created));
    }

    static Result update(DecisionContext context, UpdateCustomer patch) {
        Optional<AutoTopup> autoTopup = patch.autoTopup().flatMap(terms -> terms);
        if (autoTopup.isPresent() && context.environmentConfig().soldPackage(autoTopup.get().packageId()).isEmpty()) {
            return Result.refused(TopUpDecider.notSold());
        }
        Optional<String> unknown = patch.caps().flatMap(caps -> caps).stream().flatMap(List::stream)
                .map(UsageCap::metricKey).filter(key -> context.environmentConfig().metric(key).isEmpty()).findFirst();
        if (unknown.isPresent()) {
            return Result.refused(Problem.notFound("billable_metric", "there is no metric " + unknown.get()));
        }
        Customer old = context.customer();
        var updated = new Customer(old.key(), old.externalId(), patch.displayName().orElse(old.displayName()),
                patch.metadata().orElse(old.metadata()), patch.overagePolicy().orElse(old.overagePolicy()),
                patch.overageLimit().orElse(old.overageLimit()),
                patch.lowBalanceThreshold().orElse(old.lowBalanceThreshold()), patch.spendCap().orElse(old.spendCap()),
                patch.autoTopup().orElse(old.autoTopup()), patch.alerts().orElse(old.alerts()),
                patch.caps().orElse(old.caps()), old.createdAt());
        context.draft().put(AccountRows.CUSTOMER, updated);
        return Result.of(new Outcome.CustomerUpdated(updated));
    }
}
