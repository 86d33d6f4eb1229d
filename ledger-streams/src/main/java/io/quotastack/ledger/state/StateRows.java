package io.quotastack.ledger.state;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.Backlog;
import io.quotastack.core.account.BookedPayment;
import io.quotastack.core.account.ChargedUsage;
import io.quotastack.core.account.ClockEvent;
import io.quotastack.core.account.ScheduledAction;
import io.quotastack.core.account.SoldBlock;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.account.TopupRequests;
import io.quotastack.core.account.WaitingUsage;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Subscription;
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
import io.quotastack.internal.PeriodCreditsRecord;
import io.quotastack.internal.ReservationRecord;
import io.quotastack.internal.SubscriptionRecord;
import io.quotastack.internal.TestClockRecord;
import io.quotastack.internal.TopupRequestsRecord;
import io.quotastack.ledger.wire.CommandCodec;
import io.quotastack.ledger.wire.EntryCodec;
import io.quotastack.platform.store.NumberBytes;
import io.quotastack.platform.store.RowCodec;

/** The values of the one store. */
final class StateRows {

    private static final RowCodec.Kinds KINDS = new RowCodec.Kinds(key -> StateKeys.customerOf(key).toString());

    static final RowCodec<Account> ACCOUNT = KINDS.avro("an account", AccountRecord.class, StateRows::toAvro,
            StateRows::account);
    static final RowCodec<Customer> CUSTOMER = KINDS.keyedAvro("a customer", CustomerRecord.class,
            (key, customer) -> toAvro(customer), StateRows::customer);
    static final RowCodec<BlockBalance> BLOCK_BALANCE = KINDS.numbers("a block balance",
            balance -> NumberBytes.row(2 * Long.BYTES).putLong(balance.remaining()).putLong(balance.reserved()),
            row -> new BlockBalance(row.getLong(), row.getLong()));
    static final RowCodec<BlockTerms> TERMS = KINDS.keyedAvro("the terms of a block",
            io.quotastack.events.BlockTerms.class,
            (key, terms) -> EntryCodec.toAvro(StateKeys.customerOf(key), terms),
            (key, row) -> EntryCodec.fromAvro(row));
    static final RowCodec<ScheduledAction> SCHEDULED_ACTION = KINDS.keyedNumbers("a scheduled action",
            due -> NumberBytes.row(0), (key, row) -> StateKeys.due(key));
    static final RowCodec<Reservation> RESERVATION = KINDS.keyedAvro("an active reservation", ReservationRecord.class,
            (key, reservation) -> toAvro(reservation), StateRows::reservation);
    /** By its letter, since each reservation leaves one such row for ever. */
    static final RowCodec<ReservationEnd> END_OF_RESERVATION = KINDS.numbers("the end of a reservation",
            end -> NumberBytes.row(1).put(letter(end)), row -> endOfReservation(row.get()));
    static final RowCodec<TopupRequests> TOPUP_REQUESTS = KINDS.avro("the top-ups asked for",
            TopupRequestsRecord.class, StateRows::toAvro, StateRows::topupRequests);
    /** By its letter, likewise. */
    static final RowCodec<SubscriptionStatus> END_OF_SUBSCRIPTION = KINDS.numbers("the end of a subscription",
            end -> NumberBytes.row(1).put(letter(end)), row -> endOfSubscription(row.get()));
    static final RowCodec<PeriodUsage> PERIOD_USAGE = KINDS.numbers("the usage of a period",
            usage -> NumberBytes.row(2 * Long.BYTES).putLong(usage.units()).putLong(usage.cost()),
            row -> new PeriodUsage(row.getLong(), row.getLong()));
    static final RowCodec<List<ClockEvent>> CLOCK_EVENTS = KINDS.avro("the events of a test clock's move",
            ClockEventsRecord.class, StateRows::toAvro, StateRows::clockEvents);
    static final RowCodec<Long> LAST_SUBSCRIPTION_EVENT = number("the last event about a subscription");
    static final RowCodec<Long> TIER_UNITS = number("a tier counter");
    static final RowCodec<Long> PLACE_OF_WAITING = number("the place of a waiting event");
    static final RowCodec<WaitingUsage> WAITING_USAGE = KINDS.keyedNumbers("a waiting event", StateRows::bytes,
            StateRows::waitingUsage);
    static final RowCodec<ChargedUsage> CHARGED_USAGE = KINDS.avro("a charged event", ChargedUsageRecord.class,
            StateRows::toAvro, StateRows::chargedUsage);
    static final RowCodec<BookedPayment> PAYMENT = KINDS.avro("a booked payment", PaymentRecord.class,
            StateRows::toAvro, StateRows::payment);
    static final RowCodec<SoldBlock> SOLD_BLOCK = KINDS.numbers("a sold block",
            sold -> NumberBytes.row(4 * Long.BYTES).putLong(sold.originalAmount()).putLong(sold.takenBack())
                    .putLong(sold.lapsed()).putLong(sold.clawedBack()),
            row -> new SoldBlock(row.getLong(), row.getLong(), row.getLong(), row.getLong()));
    static final RowCodec<MarkedAnswer> ANSWER = KINDS.avro("a kept answer", AnswerRecord.class, StateRows::toAvro,
            StateRows::answer);
    static final RowCodec<Subscription> SUBSCRIPTION = KINDS.avro("a live subscription", SubscriptionRecord.class,
            SubscriptionRows::toAvro, SubscriptionRows::fromAvro);
    static final RowCodec<PeriodBlock> PERIOD_BLOCK = KINDS.keyedNumbers("a period block", SubscriptionRows::bytes,
            SubscriptionRows::periodBlock);
    static final RowCodec<PeriodCredits> PERIOD_CREDITS = KINDS.avro("the credits of a period",
            PeriodCreditsRecord.class, SubscriptionRows::toAvro, SubscriptionRows::periodCredits);

    /** An answer with what is known of its request. */
    record MarkedAnswer(AnswerMark mark, KeptAnswer answer) {}

    private StateRows() {}

    private static RowCodec<Long> number(String kind) {
        return KINDS.numbers(kind, number -> NumberBytes.row(Long.BYTES).putLong(number), ByteBuffer::getLong);
    }

    private static AccountRecord toAvro(Account account) {
        return new AccountRecord(account.version(), account.ledgerHash(), account.balance(),
                account.reserved(), account.overage(), account.lifetimeEarned(), account.lifetimeConsumed(),
                account.now().toEpochMilli(), StateKeys.millis(account.nextScheduledAt()), account.blocksMade(),
                account.unspentBlocks(), account.openReservations(), account.subscriptionsMade(), account.subscribed(),
                account.clock().map(clock -> new TestClockRecord(clock.now().toEpochMilli(), clock.moving()))
                        .orElse(null),
                account.eventsEmitted(), account.today().window(), account.today().consumed(),
                account.thisMonth().window(), account.thisMonth().consumed(), account.backlog().behind(),
                account.backlog().first(), account.backlog().next());
    }

    private static Account account(AccountRecord row) {
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

    private static CustomerRecord toAvro(Customer customer) {
        return new CustomerRecord(customer.externalId(), customer.displayName().orElse(null),
                customer.metadata(), customer.overagePolicy().map(OveragePolicy::text).orElse(null),
                customer.overageLimit().orElse(null), customer.lowBalanceThreshold().orElse(null),
                customer.spendCap().map(SpendCap::credits).orElse(null),
                customer.spendCap().map(cap -> cap.per().text()).orElse(null),
                customer.autoTopup().map(terms -> new AutoTopupTermsRecord(terms.threshold(), terms.packageId(),
                        terms.maxPerDay())).orElse(null),
                customer.createdAt().toEpochMilli());
    }

    private static Customer customer(Bytes key, CustomerRecord row) {
        return new Customer(StateKeys.customerOf(key), row.getExternalId(), Optional.ofNullable(row.getDisplayName()),
                row.getMetadata(),
                Optional.ofNullable(row.getOveragePolicy()).map(text -> OveragePolicy.valueOf(constant(text))),
                Optional.ofNullable(row.getOverageLimit()), Optional.ofNullable(row.getLowBalanceThreshold()),
                Optional.ofNullable(row.getSpendCapCredits()).map(credits -> new SpendCap(credits,
                        SpendCap.Per.valueOf(constant(row.getSpendCapPer())))),
                Optional.ofNullable(row.getAutoTopup()).map(terms -> new AutoTopup(terms.getThreshold(),
                        terms.getPackageId(), terms.getMaxPerDay())),
                Instant.ofEpochMilli(row.getCreatedAt()));
    }

    private static ReservationRecord toAvro(Reservation reservation) {
        return new ReservationRecord(reservation.credits(),
                reservation.estimate().map(from -> new EstimateRecord(from.metricKey(), from.ruleId(), from.units()))
                        .orElse(null),
                reservation.heldAllocations().stream()
                        .map(heldAllocation -> new HeldAllocationRecord(heldAllocation.block().orElseThrow(),
                                heldAllocation.amount()))
                        .toList(),
                reservation.metadata(), reservation.createdAt().toEpochMilli(),
                reservation.expiresAt().toEpochMilli());
    }

    private static Reservation reservation(Bytes key, ReservationRecord row) {
        return new Reservation(StateKeys.ordinal(key), row.getCredits(),
                Optional.ofNullable(row.getEstimate()).map(from -> new Reservation.Estimate(from.getBillableMetricKey(),
                        from.getRuleId(), from.getUnits())),
                row.getHeldAllocations().stream()
                        .map(heldAllocation -> Allocation.ofBlock(heldAllocation.getBlock(),
                                heldAllocation.getAmount()))
                        .toList(),
                row.getMetadata(), Instant.ofEpochMilli(row.getCreatedAt()),
                Instant.ofEpochMilli(row.getExpiresAt()));
    }

    private static ReservationEnd endOfReservation(byte letter) {
        for (ReservationEnd end : ReservationEnd.values()) {
            if (letter(end) == letter) {
                return end;
            }
        }
        throw new IllegalStateException("no end of a reservation: " + letter);
    }

    private static byte letter(ReservationEnd end) {
        return (byte) switch (end) {
            case COMMITTED -> 'c';
            case REFUNDED -> 'b';
            case RELEASED -> 'r';
            case EXPIRED -> 'e';
        };
    }

    private static TopupRequestsRecord toAvro(TopupRequests requests) {
        return new TopupRequestsRecord(requests.made(), requests.unanswered(),
                requests.askedAt().toEpochMilli(), requests.day(), requests.madeThatDay());
    }

    private static TopupRequests topupRequests(TopupRequestsRecord row) {
        return new TopupRequests(row.getMade(), row.getUnanswered(), Instant.ofEpochMilli(row.getAskedAt()),
                row.getDay(), row.getMadeThatDay());
    }

    private static SubscriptionStatus endOfSubscription(byte letter) {
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

    private static ClockEventsRecord toAvro(List<ClockEvent> events) {
        return new ClockEventsRecord(events.stream().map(event -> new ClockEventRecord(event.type(),
                event.occurredAt().toEpochMilli(), event.sequence())).toList());
    }

    private static List<ClockEvent> clockEvents(ClockEventsRecord row) {
        return row.getEvents().stream().map(event -> new ClockEvent(event.getType(),
                Instant.ofEpochMilli(event.getOccurredAt()), event.getSequence())).toList();
    }

    /** The command as it stood in the log, behind the time of its record. */
    private static ByteBuffer bytes(WaitingUsage usage) {
        byte[] command = CommandCodec.write(usage.envelope());
        return NumberBytes.row(Long.BYTES + command.length).putLong(usage.recordedAt().toEpochMilli()).put(command);
    }

    private static WaitingUsage waitingUsage(Bytes key, ByteBuffer row) {
        Instant recordedAt = Instant.ofEpochMilli(row.getLong());
        byte[] command = new byte[row.remaining()];
        row.get(command);
        return new WaitingUsage(StateKeys.ordinal(key), CommandCodec.read(StateKeys.customerOf(key), command),
                recordedAt);
    }

    private static ChargedUsageRecord toAvro(ChargedUsage usage) {
        return new ChargedUsageRecord(ByteBuffer.wrap(HexFormat.of().parseHex(usage.contentHash())),
                usage.sequence(), usage.voided(), usage.keyed());
    }

    private static ChargedUsage chargedUsage(ChargedUsageRecord row) {
        return new ChargedUsage(HexFormat.of().formatHex(row.getContentHash().array()), row.getSequence(),
                row.getVoided(), row.getKeyed());
    }

    private static PaymentRecord toAvro(BookedPayment payment) {
        return new PaymentRecord(payment.terms(), payment.sequence(), payment.blocks());
    }

    private static BookedPayment payment(PaymentRecord row) {
        return new BookedPayment(row.getTerms(), row.getSequence(), row.getBlocks());
    }

    private static AnswerRecord toAvro(MarkedAnswer marked) {
        AnswerMark mark = marked.mark();
        KeptAnswer answer = marked.answer();
        return new AnswerRecord(mark.fingerprint(), mark.recordedAt().toEpochMilli(), mark.keptFor().toSeconds(),
                answer.status(), ByteBuffer.wrap(answer.body()),
                answer.grantedBy().isPresent() ? answer.grantedBy().getAsLong() : null);
    }

    private static MarkedAnswer answer(AnswerRecord row) {
        byte[] body = new byte[row.getBody().remaining()];
        row.getBody().duplicate().get(body);
        Long grantedBy = row.getGrantedBy();
        return new MarkedAnswer(
                new AnswerMark(row.getFingerprint(), Instant.ofEpochMilli(row.getRecordedAt()),
                        Duration.ofSeconds(row.getKeptSeconds())),
                grantedBy == null ? KeptAnswer.of(row.getStatus(), body) : KeptAnswer.grantedBy(grantedBy));
    }

    private static String constant(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
