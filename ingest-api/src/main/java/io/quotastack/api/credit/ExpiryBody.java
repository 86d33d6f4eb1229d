package io.quotastack.api.credit;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.api.read.CreditTypes;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.core.command.Command.Expiry;

/** Reads when a new block ends: {@code expires_at} or {@code expires_in_seconds}, not both (CONTRACT 3). */
final class ExpiryBody {

    private ExpiryBody() {}

    /**
     * The end that the body names; none when it does not say. A null {@code expires_at} says never.
     *
     * @param effectiveAt when the block takes effect, when the body says so
     */
    static Optional<Expiry> read(Fields body, Optional<Instant> effectiveAt) {
        Optional<Instant> expiresAt = body.nullable("expires_at", FieldTypes.TIME);
        Optional<Long> expiresInSeconds = body.optional("expires_in_seconds", CreditTypes.EXPIRY_SECONDS);
        if (expiresAt.isPresent() && expiresInSeconds.isPresent()) {
            body.at("expires_in_seconds").fault("cannot stand beside expires_at");
        }
        if (expiresAt.isPresent() && effectiveAt.isPresent() && !expiresAt.get().isAfter(effectiveAt.get())) {
            body.at("expires_at").fault("must be after effective_at");
        }
        return body.has("expires_at") || expiresInSeconds.isPresent()
                ? Optional.of(new Expiry(expiresAt,
                        expiresInSeconds.map(OptionalLong::of).orElseGet(OptionalLong::empty)))
                : Optional.empty();
    }
}
