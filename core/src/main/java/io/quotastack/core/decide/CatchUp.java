package io.quotastack.core.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.account.WaitingUsage;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Decision.Waited;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.Message;
import io.quotastack.core.decide.booking.Slice;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.Cause;
import io.quotastack.core.text.Metadata;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;

/**
 * Brings an account up to the time of a command in a bounded slice: what is due happens and accepted events that wait are
 * decided, all in the order of time. An event that waits is decided at the time of its own record, after what was due by
 * then and before all that comes later, so that the ledger says what it would have said if nobody had had to wait.
 */
final class CatchUp {

    /** So many bytes of metadata count as one entry more. */
    private static final int BYTES_OF_AN_ENTRY = 1024;

    private final AccountDraft draft;
    private final DecidingConfig config;
    private final Cause cause;
    private final Instant recordedAt;
    private final Slice slice;
    private final List<Message> messages = new ArrayList<>();
    private final List<Waited> waited = new ArrayList<>();
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final List<CustomerEvent> events = new ArrayList<>();
    private final List<CustomerEvent> fellDue = new ArrayList<>();

    /** @param cause of what is due, and {@code recordedAt} its record's time */
    CatchUp(AccountDraft draft, DecidingConfig config, Cause cause, Instant recordedAt, Slice slice) {
        this.draft = draft;
        this.config = config;
        this.cause = cause;
        this.recordedAt = recordedAt;
        this.slice = slice;
    }

    /** Lets those who wait go ahead. Whether none waits any more. */
    boolean letWaitingGo() {
        for (Optional<WaitingUsage> first = draft.backlog().first(); first
                .isPresent(); first = draft.backlog().first()) {
            WaitingUsage next = first.get();
            // A node that has just taken over may not know the configuration yet that the event was accepted under.
            if (config.version() < next.envelope().configVersion()
                    || !processDue(draft.figures().at(next.recordedAt()).now()) || slice.isUsedUp()) {
                return false;
            }
            decide(next);
        }
        return true;
    }

    /** Lets happen what is due by then. Whether all has. */
    boolean processDue(Instant until) {
        DecisionContext context = context(cause, recordedAt, until);
        boolean reached = DueProcessing.processDue(context, slice);
        entries.addAll(context.entries());
        events.addAll(context.events());
        fellDue.addAll(context.events());
        return reached;
    }

    /** What the booked command made due at once, such as the end of blocks. */
    void processDueAfter(DecisionContext context) {
        int before = context.events().size();
        DueProcessing.processDue(context, slice);
        fellDue.addAll(context.events().subList(before, context.events().size()));
    }

    private void decide(WaitingUsage next) {
        var usage = (RecordUsage) next.envelope().command();
        draft.backlog().removeFirst(usage.event(), next.envelope());
        DecisionContext context = context(CommandDecider.causeOf(next.envelope()), next.recordedAt(),
                draft.figures().now());
        Decision decision = CommandDecider.decideUsage(context, next.envelope(), usage, next.recordedAt(), recordedAt);
        slice.use(context.entries().size() + weight(usage.event()));
        processDueAfter(context);
        entries.addAll(context.entries());
        events.addAll(context.events());
        waited.add(new Waited(next.envelope(), next.recordedAt(), decision.withBooked(entries, events)));
        entries.clear();
        events.clear();
    }

    /** What more than an entry an event costs: its lines are priced one by one, and its metadata go out several times. */
    private static int weight(UsageEvent event) {
        long metadataBytes = Metadata.bytes(event.metadata());
        for (UsageLine line : event.usage().all()) {
            metadataBytes += Metadata.bytes(line.metadata());
        }
        return event.usage().all().size() - 1 + Math.toIntExact(metadataBytes / BYTES_OF_AN_ENTRY);
    }

    /** One that goes on from here. */
    DecisionContext context(Cause because, Instant ofRecord, Instant now) {
        return new DecisionContext(draft, config.environment(), because, ofRecord, now, messages);
    }

    /** What all of it had to say to other accounts. */
    List<CommandEnvelope> messages() {
        return messages.isEmpty()
                ? List.of()
                : messages.stream().map(message -> message.envelope(config.version())).toList();
    }

    List<Waited> waited() {
        return waited;
    }

    /** What fell due after the last of those who waited had gone. */
    List<LedgerEntry> entries() {
        return entries;
    }

    List<CustomerEvent> events() {
        return events;
    }

    /** The events of what fell due, all in all. */
    List<CustomerEvent> fellDue() {
        return fellDue;
    }
}
