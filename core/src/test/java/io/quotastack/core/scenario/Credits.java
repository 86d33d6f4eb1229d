package io.quotastack.core.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.Expiry;
import io.quotastack.core.command.Command.GrantCredits;
import io.quotastack.core.credit.BlockSource;

/** Credits to be granted, said shortly: {@code credits(100).priority(-5).until(minute(10)).paid(99)}. */
public record Credits(GrantCredits command) {

    public static Credits credits(long amount) {
        return new Credits(new GrantCredits(amount, BlockSource.MANUAL, Optional.empty(), 0, Optional.empty(),
                Expiry.NEVER, Optional.empty(), Optional.empty(), Map.of()));
    }

    public Credits priority(int priority) {
        return new Credits(new GrantCredits(command.credits(), command.source(), command.reason(), priority,
                command.effectiveAt(), command.expiry(), command.pricePaid(), command.currency(), command.metadata()));
    }

    public Credits from(Instant effectiveAt) {
        return new Credits(new GrantCredits(command.credits(), command.source(), command.reason(), command.priority(),
                Optional.of(effectiveAt), command.expiry(), command.pricePaid(), command.currency(),
                command.metadata()));
    }

    public Credits until(Instant expiresAt) {
        return expiring(new Expiry(Optional.of(expiresAt), OptionalLong.empty()));
    }

    /** Counted from when they take effect. */
    public Credits lasting(Duration life) {
        return expiring(new Expiry(Optional.empty(), OptionalLong.of(life.toSeconds())));
    }

    private Credits expiring(Expiry expiry) {
        return new Credits(new GrantCredits(command.credits(), command.source(), command.reason(), command.priority(),
                command.effectiveAt(), expiry, command.pricePaid(), command.currency(), command.metadata()));
    }

    public Credits paid(long cents) {
        return new Credits(new GrantCredits(command.credits(), command.source(), command.reason(), command.priority(),
                command.effectiveAt(), command.expiry(), Optional.of(cents), Optional.of("EUR"), command.metadata()));
    }

    /** The same as a top-up behind which there is a payment. */
    public Command.TopUp payment(String externalPaymentId) {
        return new Command.TopUp(new Command.TopUpOf.Credits(command.credits()), command.pricePaid(),
                command.currency(), Optional.of(externalPaymentId), Optional.empty(),
                Optional.of(command.priority()), Optional.of(command.expiry()), command.metadata());
    }

    Command toCommand() {
        return command;
    }
}
