package io.quotastack.ledger.state;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.Backlog;
import io.quotastack.core.account.BookedPayment;
import io.quotastack.core.account.ChargedUsage;
import io.quotastack.core.account.ClockEvent;
import io.quotastack.core.account.SoldBlock;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.account.TopupRequests;
import io.quotastack.core.account.WaitingUsage;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.internal.AccountRecord;
import io.quotastack.internal.AnswerRecord;
import io.quotastack.internal.AutoTopupTermsRecord;
import io.quotastack.internal.ChargedUsageRecord;
import io.quotastack.internal.ClockEventRecord;
import io.quotastack.internal.ClockEventsRecord;
import io.quotastack.internal.CustomerRecord;
import io.quotastack.internal.EstimateRecord;
import io.quotastack.internal.HeldAllocationRecord;
import io.quotastack.internal.PaymentRecord;
import io.quotastack.internal.ReservationRecord;
import io.quotastack.internal.TestClockRecord;
import io.quotastack.internal.TopupRequestsRecord;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.ledger.wire.EntryCodec;
import io.quotastack.platform.store.AvroBytes;

/** The values of the one store. */
final class StateRows {

    /** Of rows that say all in their key. */
    static final byte[] PRESENT = {1};

    private static final AvroBytes<AccountRecord> ACCOUNT = new AvroBytes<>(AccountRecord.class);
    private static final AvroBytes<CustomerRecord> CUSTOMER = new AvroBytes<>(CustomerRecord.class);
    private static final AvroBytes<ChargedUsageRecord> USAGE = new AvroBytes<>(ChargedUsageRecord.class);
    private static final AvroBytes<PaymentRecord> PAYMENT = new AvroBytes<>(PaymentRecord.class);
    private static final AvroBytes<ReservationRecord> HOLD = new AvroBytes<>(ReservationRecord.class);
    private static final AvroBytes<TopupRequestsRecord> TOPUPS = new AvroBytes<>(TopupRequestsRecord.class);
    private static final AvroBytes<ClockEventsRecord> CLOCK_EVENTS = new AvroBytes<>(ClockEventsRecord.class);
    private static final AvroBytes<AnswerRecord> ANSWER = new AvroBytes<>(AnswerRecord.class);
    private static final AvroBytes<io.quotastack.events.BlockTerms> TERMS = new AvroBytes<>(
            io.quotastack.events.BlockTerms.class);

    private StateRows() {}

    static byte[] write(Account account) {
        return ACCOUNT.write(new AccountRecord(account.version(), account.ledgerHash(), account.balance(),
                account.reserved(), account.overage(), account.lifetimeEarned(), account.lifetimeConsumed(),
                account.now().toEpochMilli(), StateKeys.millis(account.nextScheduledAt()), account.blocksMade(),
                account.unspentBlocks(), account.openReservations(), account.subscriptionsMade(), account.subscribed(),
                account.clock().map(clock -> new TestClockRecord(clock.now().toEpochMilli(), clock.moving()))
                        .orElse(null),
                account.eventsEmitted(), account.today().window(), account.today().consumed(),
                account.thisMonth().window(), account.thisMonth().consumed(), account.backlog().behind(),
                account.backlog().first(), account.backlog().next()));
    }

    static Account account(byte[] bytes) {
        AccountRecord row = ACCOUNT.read(bytes);
        return new Account(row.getVersion(), row.getLedgerHash(), row.getBalance(), row.getReserved(), row.getOverage(),
                row.getLifetimeEarned(), row.getLifetimeConsumed(), Instant.ofEpochMilli(row.getNow()),
                StateKeys.time(row.getNextScheduledAt()), row.getBlocksMade(), row.getUnspentBlocks(),
                row.getOpenReservations(),
                row.getSubscriptionsMade(), row.getSubscribed(),
                Optional.ofNullable(row.getClock())
                        .map(clock -> new TestClock(Instant.ofEpochMilli(clock.getNow()), clock.getMoving())),
                row.getEventsEmitted(),
                new Account.Spend(row.getSpendDay(), row.getSpentInDay()),
                new Account.Spend(row.getSpendMonth(), row.getSpentInMonth()),
                new Backlog(row.getBehind(), row.getFirstWaiting(), row.getNextWaiting()));
    }

    static byte[] write(Customer customer) {
        return CUSTOMER.write(new CustomerRecord(customer.externalId(), customer.displayName().orElse(null),
                customer.metadata(), customer.overagePolicy().map(OveragePolicy::text).orElse(null),
                customer.overageLimit().orElse(null), customer.lowBalanceThreshold().orElse(null),
                customer.spendCap().map(SpendCap::credits).orElse(null),
                customer.spendCap().map(cap -> cap.per().text()).orElse(null),
                customer.autoTopup().map(terms -> new AutoTopupTermsRecord(terms.threshold(), terms.packageId(),
                        terms.maxPerDay())).orElse(null),
                customer.createdAt().toEpochMilli()));
    }

    static Customer customer(CustomerKey key, byte[] bytes) {
        CustomerRecord row = CUSTOMER.read(bytes);
        return new Customer(key, row.getExternalId(), Optional.ofNullable(row.getDisplayName()), row.getMetadata(),
                Optional.ofNullable(row.getOveragePolicy()).map(text -> OveragePolicy.valueOf(constant(text))),
                Optional.ofNullable(row.getOverageLimit()), Optional.ofNullable(row.getLowBalanceThreshold()),
                Optional.ofNullable(row.getSpendCapCredits()).map(credits -> new SpendCap(credits,
                        SpendCap.Per.valueOf(constant(row.getSpendCapPer())))),
                Optional.ofNullable(row.getAutoTopup()).map(terms -> new AutoTopup(terms.getThreshold(),
                        terms.getPackageId(), terms.getMaxPerDay())),
                Instant.ofEpochMilli(row.getCreatedAt()));
    }

    static byte[] write(BlockBalance blockBalance) {
        return ByteBuffer.allocate(16).putLong(blockBalance.remaining()).putLong(blockBalance.reserved()).array();
    }

    static BlockBalance blockBalance(byte[] bytes) {
        ByteBuffer row = ByteBuffer.wrap(bytes);
        return new BlockBalance(row.getLong(), row.getLong());
    }

    static byte[] write(long units) {
        return ByteBuffer.allocate(8).putLong(units).array();
    }

    static long units(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    static byte[] write(CustomerKey customer, BlockTerms terms) {
        return TERMS.write(EntryCodec.toAvro(customer, terms));
    }

    static BlockTerms terms(byte[] bytes) {
        return EntryCodec.fromAvro(TERMS.read(bytes));
    }

    static byte[] write(Reservation reservation) {
        return HOLD.write(new ReservationRecord(reservation.credits(),
                reservation.estimate().map(from -> new EstimateRecord(from.metricKey(), from.ruleId(), from.units()))
                        .orElse(null),
                reservation.heldAllocations().stream()
                        .map(heldAllocation -> new HeldAllocationRecord(heldAllocation.block().orElseThrow(),
                                heldAllocation.amount()))
                        .toList(),
                reservation.metadata(), reservation.createdAt().toEpochMilli(),
                reservation.expiresAt().toEpochMilli()));
    }

    static Reservation reservation(long ordinal, byte[] bytes) {
        ReservationRecord row = HOLD.read(bytes);
        return new Reservation(ordinal, row.getCredits(),
                Optional.ofNullable(row.getEstimate()).map(from -> new Reservation.Estimate(from.getBillableMetricKey(),
                        from.getRuleId(), from.getUnits())),
                row.getHeldAllocations().stream()
                        .map(heldAllocation -> Allocation.ofBlock(heldAllocation.getBlock(),
                                heldAllocation.getAmount()))
                        .toList(),
                row.getMetadata(), Instant.ofEpochMilli(row.getCreatedAt()),
                Instant.ofEpochMilli(row.getExpiresAt()));
    }

    /** By its letter, since each reservation leaves one such row for ever. */
    static byte[] write(ReservationEnd end) {
        return new byte[] {letter(end)};
    }

    static ReservationEnd endOfReservation(byte[] bytes) {
        for (ReservationEnd end : ReservationEnd.values()) {
            if (letter(end) == bytes[0]) {
                return end;
            }
        }
        throw new IllegalStateException("no end of a reservation: " + bytes[0]);
    }

    private static byte letter(ReservationEnd end) {
        return (byte) switch (end) {
            case COMMITTED -> 'c';
            case REFUNDED -> 'b';
            case RELEASED -> 'r';
            case EXPIRED -> 'e';
        };
    }

    static byte[] write(TopupRequests requests) {
        return TOPUPS.write(new TopupRequestsRecord(requests.made(), requests.unanswered(),
                requests.askedAt().toEpochMilli(), requests.day(), requests.madeThatDay()));
    }

    static TopupRequests topupRequests(byte[] bytes) {
        TopupRequestsRecord row = TOPUPS.read(bytes);
        return new TopupRequests(row.getMade(), row.getUnanswered(), Instant.ofEpochMilli(row.getAskedAt()),
                row.getDay(), row.getMadeThatDay());
    }

    /** By its letter, likewise. */
    static byte[] write(SubscriptionStatus end) {
        return new byte[] {letter(end)};
    }

    static SubscriptionStatus endOfSubscription(byte[] bytes) {
        for (SubscriptionStatus status : SubscriptionStatus.values()) {
            if (letter(status) == bytes[0]) {
                return status;
            }
        }
        throw new IllegalStateException("no end of a subscription: " + bytes[0]);
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

    static byte[] write(PeriodUsage usage) {
        return ByteBuffer.allocate(16).putLong(usage.units()).putLong(usage.cost()).array();
    }

    static PeriodUsage periodUsage(byte[] bytes) {
        ByteBuffer row = ByteBuffer.wrap(bytes);
        return new PeriodUsage(row.getLong(), row.getLong());
    }

    static byte[] write(List<ClockEvent> events) {
        return CLOCK_EVENTS.write(new ClockEventsRecord(events.stream().map(event -> new ClockEventRecord(event.type(),
                event.occurredAt().toEpochMilli(), event.sequence())).toList()));
    }

    static List<ClockEvent> clockEvents(byte[] bytes) {
        return CLOCK_EVENTS.read(bytes).getEvents().stream().map(event -> new ClockEvent(event.getType(),
                Instant.ofEpochMilli(event.getOccurredAt()), event.getSequence())).toList();
    }

    /** The command as it stood in the log, behind the time of its record. */
    static byte[] write(WaitingUsage usage) {
        byte[] command = CommandCodec.write(usage.envelope());
        return ByteBuffer.allocate(8 + command.length).putLong(usage.recordedAt().toEpochMilli()).put(command).array();
    }

    static WaitingUsage waitingUsage(CustomerKey customer, long ordinal, byte[] bytes) {
        Instant recordedAt = Instant.ofEpochMilli(ByteBuffer.wrap(bytes).getLong());
        return new WaitingUsage(ordinal, CommandCodec.read(customer, Arrays.copyOfRange(bytes, 8, bytes.length)),
                recordedAt);
    }

    static byte[] write(ChargedUsage usage) {
        return USAGE.write(new ChargedUsageRecord(ByteBuffer.wrap(HexFormat.of().parseHex(usage.contentHash())),
                usage.sequence(), usage.voided(), usage.keyed()));
    }

    static ChargedUsage chargedUsage(byte[] bytes) {
        ChargedUsageRecord row = USAGE.read(bytes);
        return new ChargedUsage(HexFormat.of().formatHex(row.getContentHash().array()), row.getSequence(),
                row.getVoided(), row.getKeyed());
    }

    static byte[] write(BookedPayment payment) {
        return PAYMENT.write(new PaymentRecord(payment.terms(), payment.sequence(), payment.blocks()));
    }

    static BookedPayment payment(byte[] bytes) {
        PaymentRecord row = PAYMENT.read(bytes);
        return new BookedPayment(row.getTerms(), row.getSequence(), row.getBlocks());
    }

    static byte[] write(SoldBlock sold) {
        return ByteBuffer.allocate(4 * Long.BYTES).putLong(sold.originalAmount()).putLong(sold.takenBack())
                .putLong(sold.lapsed()).putLong(sold.clawedBack()).array();
    }

    static SoldBlock soldBlock(byte[] bytes) {
        ByteBuffer row = ByteBuffer.wrap(bytes);
        return new SoldBlock(row.getLong(), row.getLong(), row.getLong(), row.getLong());
    }

    static byte[] write(AnswerMark mark, KeptAnswer answer) {
        return ANSWER.write(new AnswerRecord(mark.fingerprint(), mark.recordedAt().toEpochMilli(),
                mark.keptFor().toSeconds(), answer.status(), ByteBuffer.wrap(answer.body()),
                answer.grantedBy().isPresent() ? answer.grantedBy().getAsLong() : null));
    }

    static AnswerMark mark(byte[] bytes) {
        AnswerRecord row = ANSWER.read(bytes);
        return new AnswerMark(row.getFingerprint(), Instant.ofEpochMilli(row.getRecordedAt()),
                Duration.ofSeconds(row.getKeptSeconds()));
    }

    static KeptAnswer answer(byte[] bytes) {
        AnswerRecord row = ANSWER.read(bytes);
        byte[] body = new byte[row.getBody().remaining()];
        row.getBody().duplicate().get(body);
        Long grantedBy = row.getGrantedBy();
        return grantedBy == null ? KeptAnswer.of(row.getStatus(), body) : KeptAnswer.grantedBy(grantedBy);
    }

    private static String constant(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
