package io.quotastack.core.decide.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.BookedPayment;
import io.quotastack.core.command.Command.ActivateSubscription;
import io.quotastack.core.command.Command.CancelSubscription;
import io.quotastack.core.command.Command.ChangeSubscription;
import io.quotastack.core.command.Command.CreateSubscription;
import io.quotastack.core.command.Command.OfSubscription;
import io.quotastack.core.command.Command.PauseSubscription;
import io.quotastack.core.command.Command.RenewSubscription;
import io.quotastack.core.command.Command.ResumeSubscription;
import io.quotastack.core.command.Command.UncancelSubscription;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.booking.Result;
import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.PromisedBlocks;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.Phase;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionSnapshot;
import io.quotastack.core.subscription.SubscriptionStatus;

/** What a tenant asks of subscriptions; a way that the diagram does not have is refused (CONTRACT 9). */
public final class SubscriptionDecider {

    /** How much later than its start a subscription may come to us, and begins then. */
    private static final Duration LATEST_ARRIVAL = Duration.ofMinutes(5);

    private static final Instant LATEST_START = Instant.parse("9000-01-01T00:00:00Z");

    /** Each change within a period may add as many as a variant promises; their ends are moved together. */
    static final int MOST_PERIOD_BLOCKS = 10_000;

    private SubscriptionDecider() {}

    public static Result create(DecisionContext context, CreateSubscription command) {
        Optional<PlanVariant> variant = context.environmentConfig().variant(command.variantId());
        if (variant.isEmpty()) {
            return Result.refused(unknownVariant(command.variantId()));
        }
        if (context.draft().subscription().isPresent()) {
            return Result.refused(ProblemType.SUBSCRIPTION_EXISTS, "the customer has a live subscription already: "
                    + context.draft().subscription().get().status().text());
        }
        if (command.startAt().filter(at -> at.isBefore(context.now().minus(LATEST_ARRIVAL))).isPresent()) {
            return Result.refused(ProblemType.TIMESTAMP_OUT_OF_RANGE,
                    "start_at lies more than " + LATEST_ARRIVAL.toMinutes() + " minutes before " + context.now());
        }
        Instant startAt = command.startAt().filter(at -> at.isAfter(context.now())).orElse(context.now());
        if (startAt.isAfter(LATEST_START)) {
            return Result.refused(ProblemType.TIMESTAMP_OUT_OF_RANGE, "start_at must lie before the year 9000");
        }
        int trialDays = command.trialDays().orElse(variant.get().terms().trialDays());
        long promised = PromisedBlocks.of(variant.get().terms(), trialDays).sum();
        if (promised > PromisedBlocks.MOST) {
            return Result.refused(ProblemType.LIMIT_EXCEEDED, "a trial of " + trialDays + " days can keep " + promised
                    + " blocks alive at once; at most " + PromisedBlocks.MOST + " are allowed");
        }
        Subscription made = life(context).create(variant.get(), startAt, trialDays, command.metadata());
        return Result.of(new Outcome.SubscriptionWritten(SubscriptionSnapshot.of(made, variant.get()), true));
    }

    private static Problem unknownVariant(String id) {
        return Problem.notFound("plan_variant", "there is no plan variant " + id);
    }

    public static Result renew(DecisionContext context, RenewSubscription command) {
        Optional<BookedPayment> booked = command.externalPaymentId().flatMap(context.draft()::payment);
        if (booked.isPresent() && !booked.get().terms().equals(paymentTerms(command))) {
            return Result.refused(ProblemType.PAYMENT_CONFLICT, "external_payment_id paid for something else");
        }
        return ofLive(context, command, (subscription, variant) -> {
            if (booked.isPresent()) {
                return written(subscription, variant);
            }
            Result result = renew(context, subscription, variant);
            if (result.outcome() instanceof Outcome.SubscriptionWritten) {
                command.externalPaymentId().ifPresent(id -> context.draft().put(AccountRows.PAYMENTS, id,
                        new BookedPayment(paymentTerms(command), context.figures().version(), List.of())));
            }
            return result;
        });
    }

    private static Result renew(DecisionContext context, Subscription subscription, PlanVariant variant) {
        if (variant.terms().billingMode() == BillingMode.POSTPAID) {
            return wrongState(subscription, "it is postpaid and renews by itself");
        }
        return switch (subscription.phase()) {
            case Phase.Active(boolean renewed) -> {
                if (renewed || subscription.cancelAtPeriodEnd()
                        || SubscriptionCalendar.endsWithContract(subscription, variant)) {
                    yield wrongState(subscription, renewed
                            ? "the next period is renewed already"
                            : "it ends with this period");
                }
                Instant from = SubscriptionCalendar.renewableFrom(subscription, variant);
                yield context.now().isBefore(from)
                        ? wrongState(subscription, "its renewal is not due before " + from)
                        : kept(context, subscription.in(new Phase.Active(true)), variant);
            }
            case Phase.Overdue(Instant graceEnd, boolean afterTrial) -> written(afterTrial
                    ? life(context).firstPaidPeriod(subscription, variant, subscription.current().end())
                    : life(context).nextPeriod(subscription, variant), context);
            case Phase.Scheduled scheduled -> wrongState(subscription, "it has not begun");
            case Phase.Trialing trialing -> wrongState(subscription, "a trial is activated, not renewed");
            case Phase.Paused paused -> wrongState(subscription, "it is paused");
        };
    }

    private static String paymentTerms(RenewSubscription command) {
        return String.join(" ", "renewal-of-" + command.subscription(),
                command.pricePaid().map(String::valueOf).orElse("-"), command.currency().orElse("-"));
    }

    public static Result activate(DecisionContext context, ActivateSubscription command) {
        return ofLive(context, command,
                (subscription, variant) -> subscription.phase() instanceof Phase.Trialing
                        ? written(life(context).firstPaidPeriod(subscription, variant, context.now()), context)
                        : wrongState(subscription, "only a trial is activated"));
    }

    public static Result cancel(DecisionContext context, CancelSubscription command) {
        return ofLive(context, command, (subscription, variant) -> {
            if (command.atPeriodEnd() && hasPeriodToEnd(subscription)) {
                return kept(context, subscription.cancelingAtPeriodEnd(true), variant);
            }
            life(context).end(subscription, variant, SubscriptionStatus.CANCELED,
                    CustomerEvent.Type.SUBSCRIPTION_CANCELED);
            return Result.of(new Outcome.SubscriptionWritten(
                    SubscriptionSnapshot.ended(subscription, variant, SubscriptionStatus.CANCELED), false));
        });
    }

    /** What has not begun, or whose period is over, has none to wait for. */
    private static boolean hasPeriodToEnd(Subscription subscription) {
        return switch (subscription.phase()) {
            case Phase.Trialing trialing -> true;
            case Phase.Active active -> true;
            case Phase.Paused paused -> true;
            case Phase.Scheduled scheduled -> false;
            case Phase.Overdue overdue -> false;
        };
    }

    public static Result uncancel(DecisionContext context, UncancelSubscription command) {
        return ofLive(context, command, (subscription, variant) -> subscription.cancelAtPeriodEnd()
                ? kept(context, subscription.cancelingAtPeriodEnd(false), variant)
                : wrongState(subscription, "it is not to be canceled"));
    }

    public static Result pause(DecisionContext context, PauseSubscription command) {
        return ofLive(context, command, (subscription, variant) -> {
            if (!(subscription.phase() instanceof Phase.Active active)) {
                return wrongState(subscription, "only an active one is paused");
            }
            context.draft().periods().blocksEndingBy(context.now()).forEach(context.draft().periods()::remove);
            context.draft().periods().blocks()
                    .forEach(block -> context.draft().blocks().moveEnd(block.block(), Optional.empty()));
            Subscription paused = subscription.in(new Phase.Paused(context.now(), active));
            life(context).emit(CustomerEvent.Type.SUBSCRIPTION_PAUSED, paused, variant);
            return kept(context, paused, variant);
        });
    }

    public static Result resume(DecisionContext context, ResumeSubscription command) {
        return ofLive(context, command, (subscription, variant) -> {
            if (!(subscription.phase() instanceof Phase.Paused(Instant since, Phase.Active before))) {
                return wrongState(subscription, "it is not paused");
            }
            Duration pause = Duration.between(since, context.now());
            Subscription resumed = subscription.resumed(before, since, pause);
            for (PeriodBlock block : context.draft().periods().blocks()) {
                PeriodBlock longer = block.endingAt(block.expiresAt().plus(pause));
                context.draft().periods().replace(block, longer);
                context.draft().blocks().moveEnd(block.block(), Optional.of(longer.expiresAt()));
            }
            context.draft().put(AccountRows.PERIOD_CREDITS, context.periodCredits().delayedBy(pause));
            life(context).emit(CustomerEvent.Type.SUBSCRIPTION_RESUMED, resumed, variant);
            return kept(context, resumed, variant);
        });
    }

    public static Result change(DecisionContext context, ChangeSubscription command) {
        return ofLive(context, command, (subscription, variant) -> {
            Optional<PlanVariant> other = context.environmentConfig().variant(command.variantId());
            if (other.isEmpty()) {
                return Result.refused(unknownVariant(command.variantId()));
            }
            boolean running = subscription.phase() instanceof Phase.Active
                    || subscription.phase() instanceof Phase.Trialing;
            if (command.now() && losesRenewal(subscription, variant, other.get())) {
                return wrongState(subscription, "the next period is renewed already and would be lost");
            }
            if (command.now()) {
                if (running && context.draft().periods().blocks().size()
                        + PromisedBlocks.of(other.get().terms()).sum() > MOST_PERIOD_BLOCKS) {
                    return Result.refused(ProblemType.LIMIT_EXCEEDED, "a subscription has at most "
                            + MOST_PERIOD_BLOCKS + " period blocks; those of earlier changes count until they end");
                }
                return running
                        ? written(life(context).changeNow(subscription, variant, other.get(), command.prorate()),
                                context)
                        : wrongState(subscription, "only an active one or a trial is changed at once");
            }
            return subscription.phase() instanceof Phase.Active || subscription.phase() instanceof Phase.Overdue
                    ? kept(context, subscription.changingTo(command.variantId()), variant)
                    : wrongState(subscription, "only an active or overdue one is changed at its period's end");
        });
    }

    /** Whether a period that was renewed would never begin: another one begins now, or the new contract ends with this. */
    private static boolean losesRenewal(Subscription subscription, PlanVariant variant, PlanVariant other) {
        boolean begunAnew = !other.terms().period().equals(variant.terms().period());
        boolean lastOfContract = other.terms().contract()
                .filter(contract -> contract.periods() == 1 && !contract.autoRenew()).isPresent();
        return subscription.phase() instanceof Phase.Active(boolean renewed) && renewed
                && (begunAnew || lastOfContract);
    }

    private static SubscriptionLifecycle life(DecisionContext context) {
        return new SubscriptionLifecycle(EntryBooker.ofCommand(context));
    }

    private static Result kept(DecisionContext context, Subscription subscription, PlanVariant variant) {
        return written(life(context).keep(subscription, variant), variant);
    }

    private static Result written(Subscription subscription, DecisionContext context) {
        return written(subscription, context.variantOf(subscription));
    }

    private static Result written(Subscription subscription, PlanVariant variant) {
        return Result.of(new Outcome.SubscriptionWritten(SubscriptionSnapshot.of(subscription, variant), false));
    }

    private static Result ofLive(DecisionContext context, OfSubscription command,
            BiFunction<Subscription, PlanVariant, Result> act) {
        return context.draft().subscription().filter(live -> live.ordinal() == command.subscription())
                .map(live -> act.apply(live, context.variantOf(live)))
                .orElseGet(() -> Result.refused(context.draft().endOfSubscription(command.subscription())
                        .map(end -> state(end, "it has ended")).orElseGet(SubscriptionDecider::notFound)));
    }

    public static Problem notFound() {
        return Problem.notFound("subscription", "there is no such subscription");
    }

    private static Result wrongState(Subscription subscription, String detail) {
        return Result.refused(state(subscription.status(), detail));
    }

    private static Problem state(SubscriptionStatus status, String detail) {
        return Problem.of(ProblemType.SUBSCRIPTION_STATE, "the subscription is " + status.text() + ": " + detail)
                .with("subscription_status", status.text());
    }
}
