package io.quotastack.api.credit;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.quotastack.api.read.CreditTypes;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.PaidBody;
import io.quotastack.core.command.Command.Expiry;
import io.quotastack.core.command.Command.GrantCredits;
import io.quotastack.core.credit.BlockSource;

/** The block that a grant or a purchase makes, but for its source and what was paid for it (CONTRACT 3 and 8). */
record BlockBody(
        long credits,
        Optional<String> reason,
        int priority,
        Optional<Instant> effectiveAt,
        Expiry expiry,
        Map<String, String> metadata) {

    /** Stands for a block that is at fault; such a request is refused. */
    static final BlockBody UNREAD = new BlockBody(1, Optional.empty(), 0, Optional.empty(), Expiry.NEVER, Map.of());

    static BlockBody read(Fields body) {
        Optional<Instant> effectiveAt = body.optional("effective_at", FieldTypes.TIME);
        return new BlockBody(body.required("credits", CreditTypes.CREDITS), body.optional("reason", FieldTypes.TEXT),
                body.optional("priority", CreditTypes.PRIORITY).orElse(0L).intValue(), effectiveAt,
                ExpiryBody.read(body, effectiveAt).orElse(Expiry.NEVER),
                body.optional("metadata", FieldTypes.METADATA).orElse(Map.of()));
    }

    GrantCredits from(BlockSource source, PaidBody paid) {
        return new GrantCredits(credits, source, reason, priority, effectiveAt, expiry, paid.price(), paid.currency(),
                metadata);
    }

    /** As a block that nobody paid money for. */
    GrantCredits freeFrom(BlockSource source) {
        return from(source, new PaidBody(Optional.empty(), Optional.empty()));
    }
}
