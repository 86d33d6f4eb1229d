package io.quotastack.ledger.read;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.config.Config;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.AccountBehindException;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.ProjectedAccount;
import io.quotastack.core.transfer.ReceivedTransfer;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.CustomerFilter;
import io.quotastack.ledger.history.credit.LiveBlocks;
import io.quotastack.ledger.history.reservation.OpenReservations;
import io.quotastack.ledger.history.subscription.LiveSubscriptions;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.view.BlockView;
import io.quotastack.ledger.view.CreditsView;
import io.quotastack.ledger.view.ReservationView;
import io.quotastack.ledger.view.TestClockView;
import io.quotastack.ledger.view.UsageStatusView;
import io.quotastack.platform.store.OwnedPartitions;

/** A customer's account as it is now: from the store where it lives, with what is due by now taken as done. */
final class AccountReads {

    private static final Logger LOG = LoggerFactory.getLogger(AccountReads.class);

    private final OwnedPartitions<Shard> shards;

    AccountReads(OwnedPartitions<Shard> shards) {
        this.shards = shards;
    }

    Optional<Customer> customer(CustomerKey key) {
        return shards.of(key).read(key, AccountState::customer);
    }

    /**
     * How far a customer is written: what history must have reached.
     *
     * @param subscriptionEvent the sequence of the last customer event about a subscription
     */
    record Written(long version, long subscriptionEvent) {}

    Written written(CustomerKey key) {
        return shards.of(key).read(key, state -> new Written(state.account().map(Account::version).orElse(0L),
                state.lastSubscriptionEvent()));
    }

    /** What time it is for the customer: its own clock's, or the wall's. */
    Instant now(CustomerKey key, Instant wallTime) {
        return shards.of(key).read(key, AccountState::account).map(account -> account.at(wallTime).now())
                .orElse(wallTime);
    }

    /** Where the customer's own clock stands, or is moving to. */
    Optional<Instant> testClock(CustomerKey key) {
        return shards.of(key).read(key, AccountState::account).flatMap(Account::clock).map(TestClock::now);
    }

    Optional<TestClockView> testClockView(CustomerKey key) {
        return shards.of(key).read(key, state -> state.account()
                .flatMap(account -> account.clock()
                        .map(clock -> TestClockView.of(clock.moving() ? account.nextScheduledAt() : clock.now(),
                                clock.now(),
                                clock.moving(), state.clockEvents()))));
    }

    LiveSubscriptions subscriptions(CustomerKey key, Config.EnvironmentConfig environmentConfig, Instant now) {
        return shards.of(key).read(key, stored -> LiveSubscriptions.of(stored, environmentConfig, now));
    }

    /** The same, or as they are written when the account is too far behind: a list of many must not fail for one. */
    LiveSubscriptions subscriptionsOrAsWritten(CustomerKey key, Config.EnvironmentConfig environmentConfig,
            Instant now) {
        return shards.of(key).read(key, stored -> {
            try {
                return LiveSubscriptions.of(stored, environmentConfig, now);
            } catch (AccountBehindException e) {
                LOG.debug("shown as written: {}", key, e);
                return LiveSubscriptions.asWritten(stored, environmentConfig);
            }
        });
    }

    /**
     * Whether the account is as the filter wants it: now, or as it is written when it is too far behind, since a list of many
     * must not fail for one.
     */
    boolean meets(CustomerKey key, CustomerFilter filter, Config.EnvironmentConfig environmentConfig, Instant now) {
        return shards.of(key).read(key, stored -> {
            try {
                return meets(ProjectedAccount.at(stored, now, environmentConfig), filter);
            } catch (AccountBehindException e) {
                LOG.debug("looked at as written: {}", key, e);
                return meets(stored, filter);
            }
        });
    }

    private static boolean meets(AccountState state, CustomerFilter filter) {
        return filter.planId().filter(plan -> state.subscription().filter(live -> live.planId().equals(plan)).isEmpty())
                .isEmpty()
                && filter.effectiveBalanceBelow().filter(below -> effectiveBalance(state) >= below).isEmpty();
    }

    private static long effectiveBalance(AccountState state) {
        return state.account().map(account -> account.balance() - account.reserved()).orElse(0L);
    }

    /**
     * The same at a time that no entry is later than: what is due by then has happened. Nothing when the account has
     * gone on meanwhile.
     */
    Optional<Reply> creditsAfterLastEntry(CustomerKey key, boolean includeBlocks,
            Config.EnvironmentConfig environmentConfig, Instant time, Function<CreditsView, Reply> answer) {
        return shards.of(key).read(key, stored -> stored.account().filter(written -> !written.now().isAfter(time))
                .flatMap(written -> credits(stored, includeBlocks, environmentConfig, time)).map(answer));
    }

    /**
     * Figures as they are now; version and hash are those of the last entry written.
     *
     * @param answer writes the view at once: its blocks are those of this moment only as long as the moment lasts
     */
    Optional<Reply> credits(CustomerKey key, boolean includeBlocks, Config.EnvironmentConfig environmentConfig,
            Instant now, Function<CreditsView, Reply> answer) {
        return shards.of(key).read(key, stored -> credits(stored, includeBlocks, environmentConfig, now).map(answer));
    }

    private static Optional<CreditsView> credits(AccountState stored, boolean includeBlocks,
            Config.EnvironmentConfig environmentConfig,
            Instant now) {
        CustomerKey key = stored.key();
        return stored.account().map(written -> {
            AccountState state = ProjectedAccount.at(stored, now, environmentConfig);
            Account account = state.account().orElseThrow();
            return CreditsView.of(key, state.customer().orElseThrow().externalId(), account.balance(),
                    account.reserved(), account.lifetimeEarned(), account.lifetimeConsumed(), written.version(),
                    written.ledgerHash(),
                    includeBlocks
                            ? Optional.of(blocks(state, LiveBlocks.of(state, environmentConfig, now)))
                            : Optional.empty());
        });
    }

    /** Blocks with credits left in burn order, then scheduled ones by the time they take effect. */
    private static Iterable<BlockView> blocks(AccountState state, LiveBlocks live) {
        return () -> Stream.concat(
                live.blockBalances().entrySet().stream()
                        .map(block -> inEffect(state, live, block.getKey().ordinal(), block.getValue())),
                live.scheduled().stream().map(ordinal -> scheduled(state, ordinal))).iterator();
    }

    private static BlockView inEffect(AccountState state, LiveBlocks live, long ordinal, BlockBalance blockBalance) {
        BlockTerms terms = state.terms(ordinal).orElseThrow();
        return BlockView.of(state.key(), terms, blockBalance,
                BlockStatus.of(terms, blockBalance.remaining(), state.voided(ordinal), live.now()));
    }

    private static BlockView scheduled(AccountState state, long ordinal) {
        BlockTerms terms = state.terms(ordinal).orElseThrow();
        return BlockView.of(state.key(), terms, new BlockBalance(terms.originalAmount(), 0), BlockStatus.SCHEDULED);
    }

    LiveBlocks liveBlocks(CustomerKey key, Config.EnvironmentConfig environmentConfig, Instant now) {
        return shards.of(key).read(key, stored -> LiveBlocks.of(stored, environmentConfig, now));
    }

    OpenReservations openReservations(CustomerKey key, Instant now, OpenReservations.Asked asked) {
        return shards.of(key).read(key, stored -> OpenReservations.of(stored, now, asked));
    }

    /** The reservation, when its end is not written. */
    Optional<ReservationView> openReservation(CustomerKey key, long ordinal, Instant now) {
        return shards.of(key).read(key, stored -> OpenReservations.view(stored, ordinal, now));
    }

    /** Whether a transfer that the customer sent is on its way, or its sender has not heard of its end. */
    boolean isTransferUnderWay(CustomerKey key, long ordinal) {
        return shards.of(key).read(key, state -> state.outgoingTransfer(ordinal).isPresent());
    }

    /** What the customer made of a transfer; nothing before it was asked. */
    Optional<ReceivedTransfer> receivedTransfer(CustomerKey key, String transferId) {
        return shards.of(key).read(key, state -> state.receivedTransfer(transferId));
    }

    /** The accepted event, when it waits until its account has caught up with what fell due. */
    Optional<UsageStatusView> waitingUsage(CustomerKey key, String eventId) {
        return shards.of(key).read(key, state -> state.placeOfWaiting(eventId).flatMap(state::waitingUsage)
                .flatMap(waiting -> waiting.envelope().command() instanceof RecordUsage usage
                        ? Optional.of(UsageStatusView.pending(key, state.customer().orElseThrow().externalId(),
                                usage.event(), usage.timestamp().orElse(waiting.recordedAt())))
                        : Optional.empty()));
    }

    /**
     * Whether the event was taken in and refused, and that is still kept.
     *
     * @param atMost for how long the environment keeps refusals
     */
    boolean knowsRefusal(CustomerKey key, String eventId, Instant now, Duration atMost) {
        return shards.of(key).read(key,
                state -> state.chargedUsage(eventId).isEmpty()
                        && state.answer(AnswerKey.ofRefusedUsage(eventId)).filter(mark -> mark.keptAt(now, atMost))
                                .filter(CommandDecider::isOfAccepted).isPresent());
    }
}
