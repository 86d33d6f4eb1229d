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
import io.quotastack.core.subscription.GrantSchedule;
import io.quotastack.core.subscription.Period;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Phase;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.internal.ActiveRecord;
import io.quotastack.internal.AnchorRecord;
import io.quotastack.internal.GrantScheduleRecord;
import io.quotastack.internal.OverdueRecord;
import io.quotastack.internal.PausedRecord;
import io.quotastack.internal.PeriodCreditsRecord;
import io.quotastack.internal.PeriodRecord;
import io.quotastack.internal.ScheduledRecord;
import io.quotastack.internal.SubscriptionRecord;
import io.quotastack.internal.TrialingRecord;
import io.quotastack.platform.store.NumberBytes;

/** The live subscription as the store has it, and back. */
final class SubscriptionValues {

    private SubscriptionValues() {}

    static SubscriptionRecord toAvro(Subscription live) {
        return new SubscriptionRecord(live.ordinal(), live.variant().variantId(), live.variant().version(),
                live.planId(), row(live.phase()),
                live.period()
                        .map(period -> new PeriodRecord(period.start().toEpochMilli(), period.end().toEpochMilli()))
                        .orElse(null),
                row(live.anchor()), live.next(), row(live.cadences()), live.periodsLeft().orElse(null),
                live.cancelAtPeriodEnd(),
                live.changeTo().orElse(null), live.grantSchedules().stream().map(SubscriptionValues::row).toList(),
                live.notices().ending(), live.notices().contractEnding(),
                live.due().map(Instant::toEpochMilli).orElse(null),
                live.metadata(),
                live.createdAt().toEpochMilli());
    }

    static Subscription subscription(SubscriptionRecord row) {
        return new Subscription(row.getOrdinal(),
                new Subscription.Terms(new PlanVariant.Ref(row.getVariantId(), row.getVariantVersion()),
                        row.getPlanId(), Optional.ofNullable(row.getPeriodsLeft())),
                phase(row.getPhase()),
                new Subscription.Calendar(
                        Optional.ofNullable(row.getPeriod())
                                .map(period -> new Period(time(period.getStart()), time(period.getEnd()))),
                        anchor(row.getAnchor()), row.getNext(), anchor(row.getCadences()),
                        row.getGrantSchedules().stream().map(SubscriptionValues::schedule).toList()),
                new Subscription.AtPeriodEnd(row.getCancelAtPeriodEnd(), Optional.ofNullable(row.getChangeTo())),
                new Subscription.Notices(row.getToldOfEnd(), row.getToldOfContractEnd()), maybe(row.getDue()),
                row.getMetadata(), time(row.getCreatedAt()));
    }

    private static Object row(Phase phase) {
        return switch (phase) {
            case Phase.Scheduled(Instant startAt, int trialDays) -> new ScheduledRecord(startAt.toEpochMilli(),
                    trialDays);
            case Phase.Trialing() -> new TrialingRecord();
            case Phase.Active(boolean renewed) -> new ActiveRecord(renewed);
            case Phase.Overdue(Instant graceEnd, boolean afterTrial) -> new OverdueRecord(graceEnd.toEpochMilli(),
                    afterTrial);
            case Phase.Paused(Instant since, Phase.Active before) -> new PausedRecord(since.toEpochMilli(),
                    new ActiveRecord(before.renewed()));
        };
    }

    private static Phase phase(Object row) {
        return switch (row) {
            case ScheduledRecord scheduled -> new Phase.Scheduled(time(scheduled.getStartAt()),
                    scheduled.getTrialDays());
            case TrialingRecord trialing -> new Phase.Trialing();
            case ActiveRecord active -> new Phase.Active(active.getRenewed());
            case OverdueRecord overdue -> new Phase.Overdue(time(overdue.getGraceEnd()), overdue.getAfterTrial());
            case PausedRecord paused -> new Phase.Paused(time(paused.getSince()),
                    new Phase.Active(paused.getBefore().getRenewed()));
            default -> throw new IllegalStateException("no phase of a subscription: " + row);
        };
    }

    private static AnchorRecord row(Anchor anchor) {
        return new AnchorRecord(anchor.at().toEpochMilli(), anchor.day());
    }

    private static Anchor anchor(AnchorRecord row) {
        return new Anchor(time(row.getAt()), row.getDay());
    }

    private static GrantScheduleRecord row(GrantSchedule schedule) {
        return new GrantScheduleRecord(schedule.grant(), row(schedule.anchor()), schedule.cadence().interval().text(),
                schedule.cadence().count(), schedule.next());
    }

    private static GrantSchedule schedule(GrantScheduleRecord row) {
        var cadence = new Cadence(Interval.valueOf(row.getInterval().toUpperCase(Locale.ROOT)),
                row.getIntervalCount());
        return new GrantSchedule(row.getGrant(), anchor(row.getAnchor()), cadence, row.getNext());
    }

    /** Which grant made it, and whether it is rollover; the rest stands in the key. */
    static ByteBuffer bytes(PeriodBlock block) {
        return NumberBytes.row(Integer.BYTES + 1).putInt(block.grant()).put((byte) (block.rollover() ? 1 : 0));
    }

    static PeriodBlock periodBlock(PeriodBlock.Place place, ByteBuffer row) {
        return new PeriodBlock(place.block(), row.getInt(), row.get() == 1, place.expiresAt());
    }

    static PeriodCreditsRecord toAvro(PeriodCredits credits) {
        return new PeriodCreditsRecord(credits.firstBlock(), credits.given(), credits.owed(),
                ByteBuffer.wrap(credits.earned().toByteArray()), credits.elapsed(), credits.since().toEpochMilli());
    }

    static PeriodCredits periodCredits(PeriodCreditsRecord row) {
        byte[] earned = new byte[row.getEarned().remaining()];
        row.getEarned().duplicate().get(earned);
        return new PeriodCredits(row.getFirstBlock(), row.getGiven(), row.getOwed(), new BigInteger(earned),
                row.getElapsed(), time(row.getSince()));
    }

    /** By its letter, since each subscription leaves one such row for ever. */
    static ByteBuffer bytes(SubscriptionStatus end) {
        return NumberBytes.row(1).put(letter(end));
    }

    static SubscriptionStatus end(ByteBuffer row) {
        byte letter = row.get();
        for (SubscriptionStatus status : SubscriptionStatus.values()) {
            if (letter(status) == letter) {
                return status;
            }
        }
        throw new IllegalStateException("no end of a subscription: " + letter);
    }

    private static byte letter(SubscriptionStatus status) {
        return (byte) switch (status) {
            case SCHEDULED -> 's';
            case TRIALING -> 't';
            case ACTIVE -> 'a';
            case OVERDUE -> 'o';
            case PAUSED -> 'p';
            case EXPIRED -> 'e';
            case CANCELED -> 'c';
        };
    }

    static ByteBuffer bytes(PeriodUsage usage) {
        return NumberBytes.row(2 * Long.BYTES).putLong(usage.units()).putLong(usage.cost());
    }

    static PeriodUsage periodUsage(ByteBuffer row) {
        return new PeriodUsage(row.getLong(), row.getLong());
    }

    private static Instant time(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    private static Optional<Instant> maybe(@Nullable Long millis) {
        return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
    }
}
