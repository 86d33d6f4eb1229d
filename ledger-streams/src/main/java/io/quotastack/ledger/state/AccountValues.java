package io.quotastack.ledger.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.Backlog;
import io.quotastack.core.account.CappedUsage;
import io.quotastack.core.account.ClockEvent;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.ledger.Balances;
import io.quotastack.internal.AlertTermsRecord;
import io.quotastack.internal.AutoTopupTermsRecord;
import io.quotastack.internal.CapTermsRecord;
import io.quotastack.internal.ClockEventRecord;
import io.quotastack.internal.ClockEventsRecord;
import io.quotastack.internal.CustomerRecord;
import io.quotastack.platform.store.NumberBytes;

/** The account and the customer as the store has them, and back. */
final class AccountValues {

    private static final HexFormat HEX = HexFormat.of();
    private static final int HASH_BYTES = 32;

    /** How accounts of each format are read, format 1 first. */
    static final List<Function<ByteBuffer, Account>> FORMATS = List.of(
            row -> account(row, rest -> Account.Watch.NONE), row -> account(row, AccountValues::watch));

    private AccountValues() {}

    /**
     * By hand, since each command reads and writes one: 32 bytes of hash, then figures; the clock last, if there is one.
     * Behind that, format 2 has what is kept up for alerts and caps; without any it is format 1, as ever.
     */
    static ByteBuffer bytes(Account account) {
        Optional<TestClock> clock = account.clock();
        Account.Watch watch = account.watch();
        int bytes = HASH_BYTES + 17 * Long.BYTES + 2 * Integer.BYTES + 3 + (clock.isPresent() ? Long.BYTES + 1 : 0);
        ByteBuffer row = (watch.equals(Account.Watch.NONE)
                ? NumberBytes.row(bytes)
                : NumberBytes.row(2, bytes + Integer.BYTES + 2 + (watch.grantsLeft().isPresent() ? Long.BYTES : 0)))
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
        if (!watch.equals(Account.Watch.NONE)) {
            put(put(row, watch.alerted()).putInt(watch.cappedMetrics()), watch.grantsLeft().isPresent());
            watch.grantsLeft().ifPresent(row::putLong);
        }
        return row;
    }

    private static Account.Watch watch(ByteBuffer row) {
        return new Account.Watch(flag(row), row.getInt(),
                flag(row) ? OptionalLong.of(row.getLong()) : OptionalLong.empty());
    }

    private static Account account(ByteBuffer row, Function<ByteBuffer, Account.Watch> watch) {
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
                new Account.Time(now, nextScheduledAt, clock), counts, spending, backlog, watch.apply(row));
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
                customer.alerts().map(alerts -> alerts.stream().map(AccountValues::toAvro).toList()).orElse(null),
                customer.caps().map(caps -> caps.stream().map(AccountValues::toAvro).toList()).orElse(null),
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
                Optional.ofNullable(row.getAlerts())
                        .map(alerts -> alerts.stream().map(AccountValues::alert).toList()),
                Optional.ofNullable(row.getCaps()).map(caps -> caps.stream().map(AccountValues::cap).toList()),
                Instant.ofEpochMilli(row.getCreatedAt()));
    }

    private static AlertTermsRecord toAvro(Alert alert) {
        return new AlertTermsRecord(alert.id(), alert.percent().orElse(null), alert.credits().orElse(null),
                alert.of().text());
    }

    private static Alert alert(AlertTermsRecord row) {
        return new Alert(row.getId(), Optional.ofNullable(row.getPercent()), Optional.ofNullable(row.getCredits()),
                Alert.Of.valueOf(constant(row.getOf())));
    }

    private static CapTermsRecord toAvro(UsageCap cap) {
        return new CapTermsRecord(cap.metricKey(), cap.measure().text(), cap.most(), cap.per().text());
    }

    private static UsageCap cap(CapTermsRecord row) {
        return new UsageCap(row.getBillableMetricKey(), UsageCap.Measure.valueOf(constant(row.getMeasure())),
                row.getMost(), UsageCap.Per.valueOf(constant(row.getPer())));
    }

    static ByteBuffer bytes(CappedUsage usage) {
        byte[] day = name(usage.day());
        byte[] month = name(usage.month());
        byte[] period = name(usage.period());
        ByteBuffer row = NumberBytes.row(3 + day.length + month.length + period.length + 8 * Long.BYTES);
        put(put(put(row, day, usage.day()), month, usage.month()), period, usage.period());
        return put(row, usage.held());
    }

    static CappedUsage cappedUsage(ByteBuffer row) {
        return new CappedUsage(window(row), window(row), window(row), used(row));
    }

    private static byte[] name(CappedUsage.Window window) {
        return window.name().getBytes(StandardCharsets.US_ASCII);
    }

    /** Names of windows are short: of a period, two numbers. */
    private static ByteBuffer put(ByteBuffer row, byte[] name, CappedUsage.Window window) {
        return put(row.put((byte) name.length).put(name), window.used());
    }

    private static CappedUsage.Window window(ByteBuffer row) {
        byte[] name = new byte[row.get()];
        row.get(name);
        return new CappedUsage.Window(new String(name, StandardCharsets.US_ASCII), used(row));
    }

    private static ByteBuffer put(ByteBuffer row, CappedUsage.Used used) {
        return row.putLong(used.units()).putLong(used.credits());
    }

    private static CappedUsage.Used used(ByteBuffer row) {
        return new CappedUsage.Used(row.getLong(), row.getLong());
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
