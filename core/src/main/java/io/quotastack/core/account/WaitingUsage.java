package io.quotastack.core.account;

import java.time.Instant;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.usage.UsageContent;
import io.quotastack.core.usage.UsageEvent;

/**
 * An accepted event that waits until its account has caught up with what fell due.
 *
 * @param ordinal counts a customer's waiting events in the order of their arrival
 * @param recordedAt the broker's time of its record: what it would have been decided at
 */
public record WaitingUsage(long ordinal, CommandEnvelope envelope, Instant recordedAt) {

    /** Whether what waits is this event, by id and content. */
    public boolean isOf(UsageEvent event) {
        UsageEvent waiting = ((RecordUsage) envelope.command()).event();
        return waiting.eventId().equals(event.eventId())
                && UsageContent.hash(waiting).equals(UsageContent.hash(event));
    }
}
