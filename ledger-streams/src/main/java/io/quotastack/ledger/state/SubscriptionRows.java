package io.quotastack.ledger.state;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quotastack.core.plan.Anchor;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.subscription.GrantClock;
import io.quotastack.core.subscription.Period;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.Phase;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.internal.ActiveRow;
import io.quotastack.internal.AnchorRow;
import io.quotastack.internal.GrantClockRow;
import io.quotastack.internal.OverdueRow;
import io.quotastack.internal.PausedRow;
import io.quotastack.internal.PeriodCreditsRow;
import io.quotastack.internal.PeriodRow;
import io.quotastack.internal.ScheduledRow;
import io.quotastack.internal.SubscriptionRow;
import io.quotastack.internal.TrialingRow;
import io.quotastack.ledger.wire.AvroBytes;

/** The live subscription as the store has it, and back. */
final class SubscriptionRows {

    private static final AvroBytes<SubscriptionRow> BYTES = new AvroBytes<>(SubscriptionRow.class);

    private static final AvroBytes<PeriodCreditsRow> CREDITS = new AvroBytes<>(PeriodCreditsRow.class);

    private SubscriptionRows() {}

    static byte[] write(Subscription live) {
        return BYTES.write(new SubscriptionRow(live.ordinal(), live.variant().variantId(), live.variant().version(),
                live.planId(), row(live.phase()),
                live.period().map(period -> new PeriodRow(period.start().toEpochMilli(), period.end().toEpochMilli()))
                        .orElse(null),
                row(live.anchor()), live.next(), row(live.cadences()), live.periodsLeft().orElse(null),
                live.cancelAtPeriodEnd(),
                live.changeTo().orElse(null), live.clocks().stream().map(SubscriptionRows::row).toList(),
                live.told().ending(), live.told().contractEnding(), live.due().map(Instant::toEpochMilli).orElse(null),
                live.metadata(),
                live.createdAt().toEpochMilli()));
    }

    static Subscription read(byte[] bytes) {
        SubscriptionRow row = BYTES.read(bytes);
        return new Subscription(row.getOrdinal(), new PlanVariant.Ref(row.getVariantId(), row.getVariantVersion()),
                row.getPlanId(), phase(row.getPhase()),
                Optional.ofNullable(row.getPeriod())
                        .map(period -> new Period(time(period.getStart()), time(period.getEnd()))),
                anchor(row.getAnchor()), row.getNext(), anchor(row.getCadences()),
                Optional.ofNullable(row.getPeriodsLeft()),
                row.getCancelAtPeriodEnd(), Optional.ofNullable(row.getChangeTo()),
                row.getClocks().stream().map(SubscriptionRows::clock).toList(),
                new Subscription.Told(row.getToldOfEnd(), row.getToldOfContractEnd()), maybe(row.getDue()),
                row.getMetadata(), time(row.getCreatedAt()));
    }

    private static Object row(Phase phase) {
        return switch (phase) {
            case Phase.Scheduled(Instant startAt, int trialDays) -> new ScheduledRow(startAt.toEpochMilli(),
                    trialDays);
            case Phase.Trialing() -> new TrialingRow();
            case Phase.Active(boolean renewed) -> new ActiveRow(renewed);
            case Phase.Overdue(Instant graceEnd, boolean afterTrial) -> new OverdueRow(graceEnd.toEpochMilli(),
                    afterTrial);
            case Phase.Paused(Instant since, Phase.Active before) -> new PausedRow(since.toEpochMilli(),
                    new ActiveRow(before.renewed()));
        };
    }

    private static Phase phase(Object row) {
        return switch (row) {
            case ScheduledRow scheduled -> new Phase.Scheduled(time(scheduled.getStartAt()),
                    scheduled.getTrialDays());
            case TrialingRow trialing -> new Phase.Trialing();
            case ActiveRow active -> new Phase.Active(active.getRenewed());
            case OverdueRow overdue -> new Phase.Overdue(time(overdue.getGraceEnd()), overdue.getAfterTrial());
            case PausedRow paused -> new Phase.Paused(time(paused.getSince()),
                    new Phase.Active(paused.getBefore().getRenewed()));
            default -> throw new IllegalStateException("no phase of a subscription: " + row);
        };
    }

    private static AnchorRow row(Anchor anchor) {
        return new AnchorRow(anchor.at().toEpochMilli(), anchor.day());
    }

    private static Anchor anchor(AnchorRow row) {
        return new Anchor(time(row.getAt()), row.getDay());
    }

    private static GrantClockRow row(GrantClock clock) {
        return new GrantClockRow(clock.grant(), row(clock.anchor()), clock.cadence().interval().text(),
                clock.cadence().count(), clock.next());
    }

    private static GrantClock clock(GrantClockRow row) {
        var cadence = new Cadence(Interval.valueOf(row.getInterval().toUpperCase(Locale.ROOT)),
                row.getIntervalCount());
        return new GrantClock(row.getGrant(), anchor(row.getAnchor()), cadence, row.getNext());
    }

    /** Which grant made it, and whether it is rollover; the rest stands in the key. */
    static byte[] write(PeriodBlock block) {
        return ByteBuffer.allocate(5).putInt(block.grant()).put((byte) (block.rollover() ? 1 : 0)).array();
    }

    static PeriodBlock periodBlock(PeriodBlock.Place place, byte[] bytes) {
        ByteBuffer row = ByteBuffer.wrap(bytes);
        int grant = row.getInt();
        return new PeriodBlock(place.block(), grant, row.get() == 1, place.expiresAt());
    }

    static byte[] write(PeriodCredits credits) {
        return CREDITS.write(new PeriodCreditsRow(credits.firstBlock(), credits.given(), credits.owed(),
                ByteBuffer.wrap(credits.earned().toByteArray()), credits.elapsed(), credits.since().toEpochMilli()));
    }

    static PeriodCredits periodCredits(byte[] bytes) {
        PeriodCreditsRow row = CREDITS.read(bytes);
        byte[] earned = new byte[row.getEarned().remaining()];
        row.getEarned().duplicate().get(earned);
        return new PeriodCredits(row.getFirstBlock(), row.getGiven(), row.getOwed(), new BigInteger(earned),
                row.getElapsed(), time(row.getSince()));
    }

    private static Instant time(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    private static Optional<Instant> maybe(@Nullable Long millis) {
        return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
    }
}
