package io.quotastack.ledger.state;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.Backlog;
import io.quotastack.core.account.ClockEvent;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.ledger.Balances;
import io.quotastack.internal.AutoTopupTermsRecord;
import io.quotastack.internal.ClockEventRecord;
import io.quotastack.internal.ClockEventsRecord;
import io.quotastack.internal.CustomerRecord;
import io.quotastack.platform.store.NumberBytes;

/** The account and the customer as the store has them, and back. */
final class AccountValues {

    private static final HexFormat HEX = HexFormat.of();
    private static final int HASH_BYTES = 32;

    private AccountValues() {}

    /** By hand, since each command reads and writes one: 32 bytes of hash, then figures; the clock last, if there is one. */
    static ByteBuffer bytes(Account account) {
        Optional<TestClock> clock = account.clock();
        ByteBuffer row = NumberBytes
                .row(HASH_BYTES + 17 * Long.BYTES + 2 * Integer.BYTES + 3 + (clock.isPresent() ? Long.BYTES + 1 : 0))
                .putLong(account.version()).put(HEX.parseHex(account.ledgerHash()));
        put(row, account.balances());
        row.putLong(account.now().toEpochMilli()).putLong(millis(account.nextScheduledAt()));
        put(row, account.counts());
        put(row, account.today());
        put(row, account.thisMonth());
        Backlog backlog = account.backlog();
        put(row, backlog.behind()).putLong(backlog.first()).putLong(backlog.next());
        put(row, clock.isPresent());
        clock.ifPresent(own -> put(row.putLong(own.now().toEpochMilli()), own.moving()));
        return row;
    }

    static Account account(ByteBuffer row) {
        long version = row.getLong();
        byte[] hash = new byte[HASH_BYTES];
        row.get(hash);
        Balances balances = balances(row);
        Instant now = Instant.ofEpochMilli(row.getLong());
        Instant nextScheduledAt = time(row.getLong());
        Account.Counts counts = counts(row);
        var spending = new Account.Spending(spend(row), spend(row));
        var backlog = new Backlog(flag(row), row.getLong(), row.getLong());
        Optional<TestClock> clock = flag(row)
                ? Optional.of(new TestClock(Instant.ofEpochMilli(row.getLong()), flag(row)))
                : Optional.empty();
        return new Account(new Account.Head(version, HEX.formatHex(hash)), balances,
                new Account.Time(now, nextScheduledAt, clock), counts, spending, backlog);
    }

    private static void put(ByteBuffer row, Balances balances) {
        row.putLong(balances.balance()).putLong(balances.reserved()).putLong(balances.overage())
                .putLong(balances.lifetimeEarned()).putLong(balances.lifetimeConsumed());
    }

    private static Balances balances(ByteBuffer row) {
        return new Balances(row.getLong(), row.getLong(), row.getLong(), row.getLong(), row.getLong());
    }

    private static void put(ByteBuffer row, Account.Counts counts) {
        row.putLong(counts.blocksMade()).putInt(counts.unspentBlocks()).putInt(counts.openReservations())
                .putLong(counts.subscriptionsMade());
        put(row, counts.subscribed()).putLong(counts.eventsEmitted());
    }

    private static Account.Counts counts(ByteBuffer row) {
        return new Account.Counts(row.getLong(), row.getInt(), row.getInt(), row.getLong(), flag(row), row.getLong());
    }

    private static void put(ByteBuffer row, Account.Spend spend) {
        row.putLong(spend.window()).putLong(spend.consumed());
    }

    private static Account.Spend spend(ByteBuffer row) {
        return new Account.Spend(row.getLong(), row.getLong());
    }

    private static ByteBuffer put(ByteBuffer row, boolean flag) {
        return row.put((byte) (flag ? 1 : 0));
    }

    private static boolean flag(ByteBuffer row) {
        return row.get() == 1;
    }

    static CustomerRecord toAvro(Customer customer) {
        return new CustomerRecord(customer.externalId(), customer.displayName().orElse(null),
                customer.metadata(), customer.overagePolicy().map(OveragePolicy::text).orElse(null),
                customer.overageLimit().orElse(null), customer.lowBalanceThreshold().orElse(null),
                customer.spendCap().map(SpendCap::credits).orElse(null),
                customer.spendCap().map(cap -> cap.per().text()).orElse(null),
                customer.autoTopup().map(terms -> new AutoTopupTermsRecord(terms.threshold(), terms.packageId(),
                        terms.maxPerDay())).orElse(null),
                customer.createdAt().toEpochMilli());
    }

    static Customer customer(CustomerKey key, CustomerRecord row) {
        return new Customer(key, row.getExternalId(), Optional.ofNullable(row.getDisplayName()),
                row.getMetadata(),
                Optional.ofNullable(row.getOveragePolicy()).map(text -> OveragePolicy.valueOf(constant(text))),
                Optional.ofNullable(row.getOverageLimit()), Optional.ofNullable(row.getLowBalanceThreshold()),
                Optional.ofNullable(row.getSpendCapCredits()).map(credits -> new SpendCap(credits,
                        SpendCap.Per.valueOf(constant(row.getSpendCapPer())))),
                Optional.ofNullable(row.getAutoTopup()).map(terms -> new AutoTopup(terms.getThreshold(),
                        terms.getPackageId(), terms.getMaxPerDay())),
                Instant.ofEpochMilli(row.getCreatedAt()));
    }

    static ClockEventsRecord toAvro(List<ClockEvent> events) {
        return new ClockEventsRecord(events.stream().map(event -> new ClockEventRecord(event.type(),
                event.occurredAt().toEpochMilli(), event.sequence())).toList());
    }

    static List<ClockEvent> clockEvents(ClockEventsRecord row) {
        return row.getEvents().stream().map(event -> new ClockEvent(event.getType(),
                Instant.ofEpochMilli(event.getOccurredAt()), event.getSequence())).toList();
    }

    private static String constant(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static long millis(Instant time) {
        return time.equals(Instant.MAX) ? Long.MAX_VALUE : time.toEpochMilli();
    }

    private static Instant time(long millis) {
        return millis == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(millis);
    }
}
