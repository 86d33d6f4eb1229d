package io.quotastack.core.account;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.quotastack.core.account.CappedUsage.Used;
import io.quotastack.core.account.CappedUsage.Window;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.reservation.Reservation;

/** What counts against caps, as a draft changes it. Of a customer without caps it reads and writes nothing. */
public final class CappedUsages {

    private final AccountDraft draft;

    CappedUsages(AccountDraft draft) {
        this.draft = draft;
    }

    /**
     * These metrics have caps from here on, and no others. One that had none begins with what is known of the windows that
     * are running: the units that its counters have of the month and the period, what a postpaid period has counted of
     * their cost, and what its open holds keep.
     */
    public void follow(Set<String> metrics, Instant at) {
        Set<String> ended = new TreeSet<>();
        draft.scan(AccountRows.CAPPED_USAGE, (metricKey, usage) -> {
            ended.add(metricKey);
            return true;
        });
        Set<String> added = new TreeSet<>(metrics);
        added.removeAll(ended);
        ended.removeAll(metrics);
        ended.forEach(metricKey -> draft.remove(AccountRows.CAPPED_USAGE, metricKey));
        if (!added.isEmpty()) {
            CapWindows windows = CapWindows.at(at, draft.subscription());
            Map<String, Used> held = held(added);
            added.forEach(metricKey -> draft.put(AccountRows.CAPPED_USAGE, metricKey,
                    begun(metricKey, windows, held.getOrDefault(metricKey, Used.NONE))));
        }
    }

    private CappedUsage begun(String metricKey, CapWindows windows, Used held) {
        var month = new Window(windows.month(), new Used(counted(metricKey, windows.month()), 0));
        Window period = windows.period()
                .map(name -> new Window(name,
                        new Used(counted(metricKey, name), draft.periodUsage(metricKey).cost())))
                .orElse(Window.NONE);
        return new CappedUsage(Window.NONE, month, period, held);
    }

    private long counted(String metricKey, String window) {
        return draft.tierUnits(new TierCounter(metricKey, new TierPeriod(window)));
    }

    private Map<String, Used> held(Set<String> metrics) {
        Map<String, Used> held = new HashMap<>();
        if (draft.figures().openReservations() > 0) {
            draft.visitReservations(reservation -> {
                heldBy(reservation).stream().filter(share -> metrics.contains(share.metricKey()))
                        .forEach(share -> held.merge(share.metricKey(), share.used(), Used::plus));
                return true;
            });
        }
        return held;
    }

    void countUse(LedgerEntry entry) {
        if (draft.figures().watch().caps()) {
            count(entry, uses(entry));
        }
    }

    /** A refund counts in the windows that it is booked in, whenever the charge was. */
    void countRefund(LedgerEntry entry) {
        if (draft.figures().watch().caps()) {
            count(entry, uses(entry).stream().map(Share::negated).toList());
        }
    }

    private void count(LedgerEntry entry, List<Share> shares) {
        CapWindows windows = CapWindows.at(entry.occurredAt(), draft.subscription());
        for (Share share : shares) {
            draft.cappedUsage(share.metricKey()).ifPresent(usage -> draft.put(AccountRows.CAPPED_USAGE,
                    share.metricKey(), usage.using(windows, share.used())));
        }
    }

    void countHold(Reservation reservation) {
        if (draft.figures().watch().caps()) {
            hold(heldBy(reservation));
        }
    }

    void countEndOfHold(Reservation reservation) {
        if (draft.figures().watch().caps()) {
            hold(heldBy(reservation).stream().map(Share::negated).toList());
        }
    }

    private void hold(List<Share> shares) {
        for (Share share : shares) {
            draft.cappedUsage(share.metricKey()).ifPresent(usage -> draft.put(AccountRows.CAPPED_USAGE,
                    share.metricKey(), usage.holding(share.used())));
        }
    }

    /** What a line of usage, or of a hold, is of its metric. */
    private record Share(String metricKey, Used used) {
        Share negated() {
            return new Share(metricKey, used.negated());
        }
    }

    /** What an entry charges or gives back, by metric. */
    private static List<Share> uses(LedgerEntry entry) {
        return entry.usage().map(usage -> shares(usage.lines())).orElse(List.of());
    }

    /** What a hold keeps, by metric; a hold of plain credits is of none. */
    private static List<Share> heldBy(Reservation reservation) {
        return reservation.estimate().map(estimate -> shares(estimate.lines())).orElse(List.of());
    }

    private static List<Share> shares(List<PricedLine> lines) {
        return lines.stream().map(line -> new Share(line.metricKey(), new Used(line.units(), line.cost()))).toList();
    }
}
