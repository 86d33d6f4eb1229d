package io.quotastack.core.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.command.Command;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.problem.ProblemType;

/** All that was booked of one customer, as the projection of history keeps it, and what commands take along from it. */
public final class History {

    private final List<LedgerEntry> entries = new ArrayList<>();
    private final List<CustomerEvent> events = new ArrayList<>();
    private final Map<Long, BlockTerms> blocks = new HashMap<>();
    private final Map<String, Command.Charge> charges = new HashMap<>();
    private final Map<Long, Command.Charge> commits = new HashMap<>();
    private final Map<String, Command.RefusedUsage> refused = new HashMap<>();

    void add(Decision decision) {
        decision.waited().forEach(waited -> add(waited.decision()));
        decision.entries().forEach(this::add);
        events.addAll(decision.events());
        decision.usageReport().filter(report -> report.refusal().isPresent())
                .ifPresent(report -> refused.put(report.event().eventId(),
                        new Command.RefusedUsage(report.event(), report.timestamp(),
                                report.refusal().orElseThrow().type() == ProblemType.INVALID_REQUEST)));
    }

    private void add(LedgerEntry entry) {
        entries.add(entry);
        entry.context().newBlock().ifPresent(block -> blocks.put(block.ordinal(), block));
        if (entry.type() == EntryType.USAGE) {
            String eventId = entry.usage().flatMap(UsageRef::eventId).orElseThrow();
            charges.put(eventId, charge(entry));
            refused.remove(eventId);
        }
        if (entry.type() == EntryType.COMMIT) {
            commits.put(entry.reservation().orElseThrow(), charge(entry));
        }
    }

    private static Command.Charge charge(LedgerEntry entry) {
        return new Command.Charge(entry.sequence(),
                entry.usage().map(usage -> new Command.Metered(usage.priced(),
                        entry.context().usageTimestamp().orElseThrow(), entry.context().subscriptionPeriod(),
                        entry.context().countedValues())),
                entry.allocations());
    }

    public List<LedgerEntry> entries() {
        return entries;
    }

    public List<CustomerEvent> events() {
        return events;
    }

    public Optional<BlockTerms> knownBlock(long ordinal) {
        return Optional.ofNullable(blocks.get(ordinal));
    }

    public BlockTerms block(long ordinal) {
        return knownBlock(ordinal).orElseThrow();
    }

    public Optional<Command.Charge> charge(String eventId) {
        return Optional.ofNullable(charges.get(eventId));
    }

    /** What the reservation was charged. */
    public Optional<Command.Charge> commit(long reservation) {
        return Optional.ofNullable(commits.get(reservation));
    }

    public Optional<Command.RefusedUsage> refused(String eventId) {
        return Optional.ofNullable(refused.get(eventId));
    }
}
