package io.quotastack.core.decide.booking;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.Balances;
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry.Context;
import io.quotastack.core.ledger.LedgerEntry.Movement;
import io.quotastack.core.ledger.LedgerEntry.Subject;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.metering.TierPeriod;

/** What a new entry says before it has its place in the ledger. Amounts are millicredits. */
public final class EntryDraft {

    private final EntryType type;
    private final long delta;
    private final List<Allocation> allocations;
    private long overageDelta;
    private long earnedDelta;
    private long consumedDelta;
    private long reservedDelta;
    private List<Allocation> repaid = List.of();
    private Optional<BlockTerms> newBlock = Optional.empty();
    private Optional<UsageRef> usage = Optional.empty();
    private Optional<Instant> usageTimestamp = Optional.empty();
    private long tierUnitsBefore;
    private List<Long> lineUnitsBefore = List.of();
    private Optional<TierPeriod> subscriptionPeriod = Optional.empty();
    private List<CountedValues> countedValues = List.of();
    private Optional<OfReservation> reservation = Optional.empty();
    private OptionalLong subscription = OptionalLong.empty();
    private Optional<String> payment = Optional.empty();
    private boolean blockStays;
    private List<Allocation> clawedBack = List.of();
    private Map<String, String> metadata = Map.of();

    private EntryDraft(EntryType type, long delta, List<Allocation> allocations) {
        this.type = type;
        this.delta = delta;
        this.allocations = allocations;
    }

    /**
     * The reservation that an entry makes, ends or gives back.
     *
     * @param expiresAt of one that it makes or ends
     */
    record OfReservation(long ordinal, Optional<Instant> expiresAt) {}

    /**
     * Moves credits.
     *
     * @param delta to the balance
     */
    public static EntryDraft of(EntryType type, long delta, List<Allocation> allocations) {
        return new EntryDraft(type, delta, allocations);
    }

    public EntryDraft overage(long overageDelta) {
        this.overageDelta += overageDelta;
        return this;
    }

    /** Adds to lifetime earned. */
    public EntryDraft earned(long earnedDelta) {
        this.earnedDelta = earnedDelta;
        return this;
    }

    /** Adds to lifetime consumed. */
    public EntryDraft consumed(long consumedDelta) {
        this.consumedDelta = consumedDelta;
        return this;
    }

    public EntryDraft reserved(long reservedDelta) {
        this.reservedDelta = reservedDelta;
        return this;
    }

    /** The shares that pay back overage. */
    public EntryDraft repaying(List<Allocation> repaid) {
        this.repaid = repaid;
        return overage(-repaid.stream().mapToLong(Allocation::amount).sum());
    }

    public EntryDraft making(Optional<BlockTerms> newBlock) {
        this.newBlock = newBlock;
        return this;
    }

    /** Is about units, without counting them. */
    public EntryDraft estimating(UsageRef usage) {
        this.usage = Optional.of(usage);
        return this;
    }

    /**
     * Counts units.
     *
     * @param subscriptionPeriod the counter of the subscription's period, beside that of the timestamp's month
     * @param countedValues counters of values of dimensions, beside those of all units
     */
    public EntryDraft metered(UsageRef usage, Instant timestamp, Optional<TierPeriod> subscriptionPeriod,
            List<CountedValues> countedValues) {
        this.countedValues = countedValues;
        this.usage = Optional.of(usage);
        this.subscriptionPeriod = subscriptionPeriod;
        this.usageTimestamp = Optional.of(timestamp);
        return this;
    }

    /**
     * What the prices counted on from.
     *
     * @param tierUnits the tier counter that usage of one metric was priced from
     * @param lineUnits of usage that was given as lines, for each
     */
    public EntryDraft pricedFrom(long tierUnits, List<Long> lineUnits) {
        this.tierUnitsBefore = tierUnits;
        this.lineUnitsBefore = lineUnits;
        return this;
    }

    public EntryDraft reservation(long ordinal, Instant expiresAt) {
        this.reservation = Optional.of(new OfReservation(ordinal, Optional.of(expiresAt)));
        return this;
    }

    /** One that has ended. */
    public EntryDraft reservation(long ordinal) {
        this.reservation = Optional.of(new OfReservation(ordinal, Optional.empty()));
        return this;
    }

    public EntryDraft subscription(long ordinal) {
        this.subscription = OptionalLong.of(ordinal);
        return this;
    }

    /** Of a payment whose credits the entry moves, where the entry's own block does not say so. */
    public EntryDraft payment(Optional<String> externalPaymentId) {
        this.payment = externalPaymentId;
        return this;
    }

    /** Of a void: takes a part, and the block is not voided. */
    public EntryDraft leavingTheBlock() {
        this.blockStays = true;
        return this;
    }

    /** Shares of sold blocks that became a debt after they were spent, or by a refund are none any more. */
    public EntryDraft clawingBack(List<Allocation> shares) {
        this.clawedBack = shares;
        return this;
    }

    public EntryDraft metadata(Map<String, String> metadata) {
        this.metadata = metadata;
        return this;
    }

    EntryType type() {
        return type;
    }

    List<Allocation> allocations() {
        return allocations;
    }

    Optional<BlockTerms> newBlock() {
        return newBlock;
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    /** How far it moves the figures of the account. */
    Balances change() {
        return new Balances(delta, reservedDelta, overageDelta, earnedDelta, consumedDelta);
    }

    Movement movement() {
        return new Movement(delta, reservedDelta, allocations, repaid);
    }

    /**
     * What the entry is about.
     *
     * @param behind the payment to name where none was said
     */
    Subject subject(Optional<String> behind) {
        return new Subject(usage,
                reservation.map(of -> OptionalLong.of(of.ordinal())).orElseGet(OptionalLong::empty), subscription,
                payment.or(() -> behind));
    }

    Context context() {
        return new Context(newBlock, usageTimestamp, tierUnitsBefore, subscriptionPeriod,
                reservation.flatMap(OfReservation::expiresAt), blockStays, clawedBack, lineUnitsBefore, countedValues);
    }
}
