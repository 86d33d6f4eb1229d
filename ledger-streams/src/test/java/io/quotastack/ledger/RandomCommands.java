package io.quotastack.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.Actual;
import io.quotastack.core.command.Command.ReserveFor;
import io.quotastack.core.command.Command.SoldAs;
import io.quotastack.core.command.Command.TopUpOf;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.transfer.ReceivedTransfer;
import io.quotastack.core.transfer.TransferShare;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/**
 * What may be done to an account of {@link TestEnvironment} in any order, usage apart: times are short, so that much falls due
 * under holds, and what is acted on is mostly there.
 */
public final class RandomCommands {

    private static final CustomerRef OTHER = CustomerRef.byExternalId(TestEnvironment.ENVIRONMENT, "other");
    private static final List<UsageCap.Measure> MEASURES = List.of(UsageCap.Measure.values());
    private static final List<UsageCap.Per> WINDOWS = List.of(UsageCap.Per.values());
    private static final List<String> METRICS = List.of("tokens", "calls", "pages", "steps");

    private final RandomGenerator random;
    private int made;

    public RandomCommands(RandomGenerator random) {
        this.random = random;
    }

    public Command next(AccountState state, Instant now) {
        made++;
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> grant(now, BlockSource.MANUAL);
            case 3 -> new Command.AdjustCredits(amount() * (random.nextBoolean() ? 1 : -1), "because");
            case 4 -> random.nextBoolean() ? voidBlock(state) : refundTopUp(state);
            case 5 -> random.nextBoolean()
                    ? new Command.Purchase(random.nextInt(300), Optional.of("seat"), grant(now, BlockSource.PURCHASE))
                    : transfer(state, now);
            case 6 -> topUp();
            case 7 -> random.nextBoolean() ? autoTopup() : watch();
            case 8, 9, 10 -> reserve();
            case 11, 12 -> new Command.CommitReservation(reservation(state), actual());
            case 13 -> new Command.ReleaseReservation(reservation(state), Optional.of("because"));
            case 14 -> random.nextInt(5) == 0
                    ? new Command.ReleaseAllReservations()
                    : new Command.ExtendReservation(reservation(state), ttl());
            default -> new Command.Tick();
        };
    }

    /** What may be done about subscriptions in any order; the last one is mostly live. */
    public Command ofSubscription(AccountState state, Instant now) {
        made++;
        long last = state.account().map(Account::subscriptionsMade).orElse(0L);
        long ordinal = random.nextInt(10) == 0 ? random.nextLong(last + 2) : Math.max(1, last);
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> new Command.CreateSubscription(variant(),
                    random.nextInt(3) == 0
                            ? Optional.of(now.plus(Duration.ofMinutes(random.nextInt(600))))
                            : Optional.empty(),
                    random.nextBoolean() ? Optional.of(random.nextInt(2)) : Optional.empty(), Map.of("made", "m"));
            case 4, 5, 6 -> new Command.RenewSubscription(ordinal,
                    random.nextBoolean() ? Optional.of("renewal-" + made) : Optional.empty(), Optional.of(990L),
                    Optional.of("EUR"));
            case 7 -> new Command.ActivateSubscription(ordinal);
            case 8 -> new Command.CancelSubscription(ordinal, random.nextInt(4) > 0);
            case 9 -> new Command.UncancelSubscription(ordinal);
            case 10 -> new Command.PauseSubscription(ordinal);
            case 11 -> new Command.ResumeSubscription(ordinal);
            default -> new Command.ChangeSubscription(ordinal, variant(), random.nextBoolean(),
                    random.nextBoolean());
        };
    }

    /** The customer's own clock goes on, or back, which is refused. */
    public Command clock(AccountState state, Instant now) {
        Instant customers = state.account().map(account -> account.at(now).now()).orElse(now);
        return new Command.MoveTestClock(customers.plus(Duration.ofMinutes(random.nextInt(3_000) - 50)));
    }

    private String variant() {
        return switch (random.nextInt(20)) {
            case 0 -> "var_unknown";
            case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> TestEnvironment.POSTPAID;
            default -> TestEnvironment.PREPAID;
        };
    }

    public String metric() {
        return METRICS.get(random.nextInt(METRICS.size()));
    }

    /** Units of one metric, or lines that may be of one metric too. */
    public UsageLines usage() {
        return random.nextInt(3) == 0 ? lines() : UsageLines.of(metric(), random.nextInt(60));
    }

    private UsageLines lines() {
        return UsageLines.itemized(Stream
                .generate(() -> new UsageLine(metric(), random.nextInt(30), Map.of("line", "l" + random.nextInt(9))))
                .limit(1 + random.nextInt(4)).toList());
    }

    private long amount() {
        return 1 + random.nextLong(600);
    }

    private Command.GrantCredits grant(Instant now, BlockSource source) {
        Instant soon = now.plus(Duration.ofMinutes(1 + random.nextInt(1_200)));
        Optional<Instant> from = random.nextInt(4) == 0 ? Optional.of(soon) : Optional.empty();
        var expiry = random.nextBoolean()
                ? new Command.Expiry(Optional.empty(), OptionalLong.of(random.nextLong(60, 72_000)))
                : Command.Expiry.NEVER;
        Optional<Long> price = random.nextBoolean() ? Optional.of(100L) : Optional.empty();
        return new Command.GrantCredits(1 + random.nextInt(3_000), source, Optional.empty(),
                random.nextInt(-2, 3), from, expiry, price, price.map(paid -> "EUR"), Map.of());
    }

    private Command voidBlock(AccountState state) {
        long blocks = state.account().map(Account::blocksMade).orElse(0L);
        return new Command.VoidBlock(1 + random.nextLong(blocks + 1), "because");
    }

    private Command refundTopUp(AccountState state) {
        long blocks = state.account().map(Account::blocksMade).orElse(0L);
        SoldAs what = random.nextBoolean()
                ? new SoldAs.Payment("pay-" + random.nextInt(made + 1))
                : new SoldAs.Block(1 + random.nextLong(blocks + 1));
        return new Command.RefundTopUp(what, random.nextBoolean() ? Optional.empty() : Optional.of(amount()),
                "because", random.nextBoolean());
    }

    /** Sends credits, gets some, or hears what became of what it sent. */
    private Command transfer(AccountState state, Instant now) {
        return switch (random.nextInt(3)) {
            case 0 -> new Command.TransferCredits(OTHER, amount(), "because");
            case 1 -> new Command.ReceiveTransfer(
                    new ResourceId(ResourceId.Kind.TRANSFER, OTHER.key().customerId(), random.nextInt(made)).toString(),
                    OTHER, List.of(
                            new TransferShare(amount(), BlockSource.TOPUP, random.nextInt(-2, 3),
                                    Optional.of(now.plus(Duration.ofMinutes(random.nextInt(-5, 600)))),
                                    Optional.of(100L), Optional.of("EUR")),
                            new TransferShare(amount(), BlockSource.MANUAL, 0, Optional.empty(), Optional.empty(),
                                    Optional.empty())),
                    "because");
            default -> new Command.SettleTransfer(outgoing(state), random.nextBoolean()
                    ? new ReceivedTransfer(ReceivedTransfer.End.BOOKED, 1, 1, 1)
                    : ReceivedTransfer.refused(ReceivedTransfer.End.TOO_MANY_BLOCKS));
        };
    }

    private static long outgoing(AccountState state) {
        long[] first = {1};
        state.scan(AccountRows.OUTGOING_TRANSFERS, (ordinal, transfer) -> {
            first[0] = ordinal;
            return false;
        });
        return first[0];
    }

    private Command topUp() {
        TopUpOf what = random.nextBoolean()
                ? new TopUpOf.Credits(500)
                : new TopUpOf.SoldPackage(TestEnvironment.PACKAGE);
        return new Command.TopUp(what, Optional.empty(), Optional.empty(),
                Optional.of("pay-" + (random.nextInt(4) == 0 ? random.nextInt(made) : made)), Optional.empty(),
                Optional.empty(), Optional.empty(), Map.of());
    }

    private Command autoTopup() {
        return new Command.UpdateCustomer(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(random.nextInt(4) == 0
                        ? Optional.empty()
                        : Optional.of(new AutoTopup(random.nextInt(1_000), TestEnvironment.PACKAGE,
                                1 + random.nextInt(3)))));
    }

    /** Alerts and caps that are reached often, or none. */
    private Command watch() {
        return Command.UpdateCustomer.watching(
                random.nextInt(4) == 0
                        ? Optional.of(Optional.empty())
                        : Optional.of(Optional.of(List.of(Alert.ofBalance("low", random.nextInt(1_000)),
                                Alert.percentOfPeriodGrants("share", random.nextInt(100))))),
                random.nextInt(3) == 0
                        ? Optional.of(Optional.empty())
                        : Optional.of(Optional.of(List.of(cap(), cap()))));
    }

    private UsageCap cap() {
        return new UsageCap(metric(), MEASURES.get(random.nextInt(MEASURES.size())), random.nextInt(4_000),
                WINDOWS.get(random.nextInt(WINDOWS.size())));
    }

    private Command reserve() {
        ReserveFor what = switch (random.nextInt(4)) {
            case 0 -> new ReserveFor.Units(metric(), random.nextInt(40));
            case 1 -> new ReserveFor.Lines(lines());
            default -> new ReserveFor.Credits(random.nextInt(800));
        };
        return new Command.Reserve(what, ttl(), Map.of("job", "job-" + made));
    }

    private Duration ttl() {
        return Duration.ofMinutes(1 + random.nextInt(600));
    }

    private Actual actual() {
        return switch (random.nextInt(4)) {
            case 0 -> new Actual.Units(random.nextInt(60));
            case 1 -> new Actual.Lines(lines());
            default -> new Actual.Credits(random.nextInt(900));
        };
    }

    /** Mostly an active one. */
    private long reservation(AccountState state) {
        List<Reservation> reservations = new ArrayList<>();
        state.visitReservations(reservation -> reservations.add(reservation));
        return reservations.isEmpty() || random.nextInt(8) == 0
                ? 1 + random.nextLong(state.account().map(Account::version).orElse(0L) + 1)
                : reservations.get(random.nextInt(reservations.size())).ordinal();
    }
}
