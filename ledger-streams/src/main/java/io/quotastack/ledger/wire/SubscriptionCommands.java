package io.quotastack.ledger.wire;

import java.util.Optional;

import io.quotastack.core.command.Command;
import io.quotastack.internal.ActivateSubscriptionRecord;
import io.quotastack.internal.CancelSubscriptionRecord;
import io.quotastack.internal.ChangeSubscriptionRecord;
import io.quotastack.internal.CreateSubscriptionRecord;
import io.quotastack.internal.PauseSubscriptionRecord;
import io.quotastack.internal.RenewSubscriptionRecord;
import io.quotastack.internal.ResumeSubscriptionRecord;
import io.quotastack.internal.UncancelSubscriptionRecord;

/** Commands about subscriptions, as the topic has them, and back. */
final class SubscriptionCommands {

    private SubscriptionCommands() {}

    static CreateSubscriptionRecord toAvro(Command.CreateSubscription create) {
        return new CreateSubscriptionRecord(create.variantId(), CommandCodec.millis(create.startAt()),
                create.trialDays().orElse(null), create.metadata());
    }

    static Object toAvro(Command.OfSubscription command) {
        return switch (command) {
            case Command.RenewSubscription renew -> new RenewSubscriptionRecord(renew.subscription(),
                    renew.externalPaymentId().orElse(null), renew.pricePaid().orElse(null),
                    renew.currency().orElse(null));
            case Command.ActivateSubscription activate -> new ActivateSubscriptionRecord(activate.subscription());
            case Command.CancelSubscription cancel -> new CancelSubscriptionRecord(cancel.subscription(),
                    cancel.atPeriodEnd());
            case Command.UncancelSubscription uncancel -> new UncancelSubscriptionRecord(uncancel.subscription());
            case Command.PauseSubscription pause -> new PauseSubscriptionRecord(pause.subscription());
            case Command.ResumeSubscription resume -> new ResumeSubscriptionRecord(resume.subscription());
            case Command.ChangeSubscription change -> new ChangeSubscriptionRecord(change.subscription(),
                    change.variantId(), change.now(), change.prorate());
        };
    }

    static Command fromAvro(Object avro) {
        return switch (avro) {
            case CreateSubscriptionRecord create -> new Command.CreateSubscription(create.getPlanVariantId(),
                    CommandCodec.time(create.getStartAt()), Optional.ofNullable(create.getTrialDays()),
                    create.getMetadata());
            case RenewSubscriptionRecord renew -> new Command.RenewSubscription(renew.getSubscription(),
                    Optional.ofNullable(renew.getExternalPaymentId()), Optional.ofNullable(renew.getPricePaid()),
                    Optional.ofNullable(renew.getCurrency()));
            case ActivateSubscriptionRecord activate -> new Command.ActivateSubscription(activate.getSubscription());
            case CancelSubscriptionRecord cancel -> new Command.CancelSubscription(cancel.getSubscription(),
                    cancel.getAtPeriodEnd());
            case UncancelSubscriptionRecord uncancel -> new Command.UncancelSubscription(uncancel.getSubscription());
            case PauseSubscriptionRecord pause -> new Command.PauseSubscription(pause.getSubscription());
            case ResumeSubscriptionRecord resume -> new Command.ResumeSubscription(resume.getSubscription());
            case ChangeSubscriptionRecord change -> new Command.ChangeSubscription(change.getSubscription(),
                    change.getPlanVariantId(), change.getNow(), change.getProrate());
            default -> throw new IllegalArgumentException("no such command: " + avro.getClass().getName());
        };
    }
}
