package io.quotastack.ledger.state;

import java.time.Instant;
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
import io.quotastack.internal.AccountRecord;
import io.quotastack.internal.AutoTopupTermsRecord;
import io.quotastack.internal.ClockEventRecord;
import io.quotastack.internal.ClockEventsRecord;
import io.quotastack.internal.CustomerRecord;
import io.quotastack.internal.TestClockRecord;

/** The account and the customer as the store has them, and back. */
final class AccountValues {

    private AccountValues() {}

    static AccountRecord toAvro(Account account) {
        return new AccountRecord(account.version(), account.ledgerHash(), account.balance(),
                account.reserved(), account.overage(), account.lifetimeEarned(), account.lifetimeConsumed(),
                account.now().toEpochMilli(), millis(account.nextScheduledAt()), account.blocksMade(),
                account.unspentBlocks(), account.openReservations(), account.subscriptionsMade(), account.subscribed(),
                account.clock().map(clock -> new TestClockRecord(clock.now().toEpochMilli(), clock.moving()))
                        .orElse(null),
                account.eventsEmitted(), account.today().window(), account.today().consumed(),
                account.thisMonth().window(), account.thisMonth().consumed(), account.backlog().behind(),
                account.backlog().first(), account.backlog().next());
    }

    static Account account(AccountRecord row) {
        return new Account(new Account.Head(row.getVersion(), row.getLedgerHash()),
                new Balances(row.getBalance(), row.getReserved(), row.getOverage(), row.getLifetimeEarned(),
                        row.getLifetimeConsumed()),
                new Account.Time(Instant.ofEpochMilli(row.getNow()), time(row.getNextScheduledAt()),
                        Optional.ofNullable(row.getClock())
                                .map(clock -> new TestClock(Instant.ofEpochMilli(clock.getNow()),
                                        clock.getMoving()))),
                new Account.Counts(row.getBlocksMade(), row.getUnspentBlocks(), row.getOpenReservations(),
                        row.getSubscriptionsMade(), row.getSubscribed(), row.getEventsEmitted()),
                new Account.Spending(new Account.Spend(row.getSpendDay(), row.getSpentInDay()),
                        new Account.Spend(row.getSpendMonth(), row.getSpentInMonth())),
                new Backlog(row.getBehind(), row.getFirstWaiting(), row.getNextWaiting()));
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
