package io.quotastack.core.simulation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.metering.RuleTarget.Subscribed;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.simulation.CustomerSimulation.LedgerLookups;

/** The ledger of a scenario's customer, as a simulation folds it. */
record Folded(List<LedgerEntry> entries, SubscribedTimes subscribed) implements LedgerLookups {

    static SimulatedCustomer simulate(Scenario scenario, SimulatedTime time, ProposedRules proposed) {
        var ledger = new Folded(scenario.history().entries(), subscribed(scenario));
        var simulation = new CustomerSimulation(time, proposed, ledger);
        Instant from = CustomerSimulation.neededFrom(time, proposed);
        ledger.entries().stream().filter(entry -> !entry.occurredAt().isBefore(from)).forEach(simulation::add);
        return simulation.result();
    }

    static SubscribedTimes subscribed(Scenario scenario) {
        var times = new SubscribedTimes();
        for (CustomerEvent event : scenario.history().events()) {
            if (event.data() instanceof CustomerEvent.SubscriptionMoved moved) {
                times.add(moved.afterSequence(), moved.subscription().beginsAt(), moved.subscription().subscribed());
            }
        }
        return times;
    }

    @Override
    public LedgerEntry hold(long reservation) {
        return entries.get((int) reservation - 1);
    }

    @Override
    public boolean givenBackLater(LedgerEntry charge) {
        return entries.stream().anyMatch(entry -> entry.type() == EntryType.REFUND && isOf(charge, entry));
    }

    @Override
    public Optional<Subscribed> subscribedAt(LedgerEntry entry) {
        return subscribed.at(entry);
    }

    static boolean isOf(LedgerEntry charge, LedgerEntry refund) {
        return charge.reservation().isPresent()
                ? charge.reservation().equals(refund.reservation())
                : charge.usage().flatMap(UsageRef::eventId).equals(refund.usage().flatMap(UsageRef::eventId));
    }
}
