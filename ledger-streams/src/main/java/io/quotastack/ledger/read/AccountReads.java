package io.quotastack.ledger.read;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.Due;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.credit.Tank;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.Settled;
import io.quotastack.core.reservation.Hold;
import io.quotastack.core.tenant.Config;
import io.quotastack.ledger.history.LiveBlocks;
import io.quotastack.ledger.history.OpenReservations;
import io.quotastack.ledger.state.Shards;
import io.quotastack.ledger.view.BlockView;
import io.quotastack.ledger.view.CreditsView;
import io.quotastack.ledger.view.ReservationView;

/** A customer's account as it is now: from the store where it lives, with what is due by now taken as done. */
final class AccountReads {

    private final Shards shards;

    AccountReads(Shards shards) {
        this.shards = shards;
    }

    Optional<Customer> customer(CustomerKey key) {
        return shards.of(key).read(key, AccountState::customer);
    }

    /** The customer's version as it is written: what history must have reached. */
    long writtenVersion(CustomerKey key) {
        return shards.of(key).read(key, AccountReads::version);
    }

    /**
     * The same at a time that no entry is later than: what is due by then has happened. Nothing when the account has
     * gone on meanwhile.
     */
    Optional<CreditsView> creditsAfterLastEntry(CustomerKey key, boolean includeBlocks, Config.World world,
            Instant time) {
        return shards.of(key).read(key, stored -> stored.account().filter(written -> !written.now().isAfter(time))
                .flatMap(written -> credits(stored, includeBlocks, world, time)));
    }

    /** Figures as they are now; version and hash are those of the last entry written. */
    Optional<CreditsView> credits(CustomerKey key, boolean includeBlocks, Config.World world, Instant now) {
        return shards.of(key).read(key, stored -> credits(stored, includeBlocks, world, now));
    }

    private static Optional<CreditsView> credits(AccountState stored, boolean includeBlocks, Config.World world,
            Instant now) {
        CustomerKey key = stored.key();
        return stored.account().map(written -> {
            AccountState state = Settled.at(stored, now, world);
            Account account = state.account().orElseThrow();
            return CreditsView.of(key, state.customer().orElseThrow().externalId(), account.balance(),
                    account.reserved(), account.lifetimeEarned(), account.lifetimeConsumed(), written.version(),
                    written.ledgerHash(),
                    includeBlocks ? Optional.of(blocks(key, state, account.at(now).now())) : Optional.empty());
        });
    }

    /** Blocks with credits left in burn order, then scheduled ones by the time they take effect. */
    private static List<BlockView> blocks(CustomerKey key, AccountState state, Instant now) {
        List<BlockView> blocks = new ArrayList<>();
        tanks(state).forEach((order, tank) -> {
            BlockTerms terms = state.terms(order.ordinal()).orElseThrow();
            blocks.add(BlockView.of(key, terms, tank,
                    BlockStatus.of(terms, tank.remaining(), state.voided(terms.ordinal()), now)));
        });
        scheduled(state).forEach(ordinal -> {
            BlockTerms terms = state.terms(ordinal).orElseThrow();
            blocks.add(BlockView.of(key, terms, new Tank(terms.originalAmount(), 0), BlockStatus.SCHEDULED));
        });
        return blocks;
    }

    /** What is left in all blocks in effect, those that holds keep whole among them. */
    private static SortedMap<BurnOrder, Tank> tanks(AccountState state) {
        SortedMap<BurnOrder, Tank> tanks = new TreeMap<>();
        state.visitBurnDown(slot -> {
            tanks.put(slot.order(), slot.tank());
            return true;
        });
        Set<Long> pinned = new HashSet<>();
        state.visitHolds(hold -> {
            hold.pins().forEach(pin -> pinned.add(pin.block().orElseThrow()));
            return true;
        });
        for (long ordinal : pinned) {
            BurnOrder order = state.terms(ordinal).orElseThrow().burnOrder();
            tanks.computeIfAbsent(order, whole -> state.tank(whole).orElseThrow());
        }
        return tanks;
    }

    private static Set<Long> scheduled(AccountState state) {
        Set<Long> ordinals = new LinkedHashSet<>();
        state.visitDues(due -> {
            if (due.kind() == Due.Kind.ACTIVATION) {
                ordinals.add(due.ordinal());
            }
            return true;
        });
        return ordinals;
    }

    /** What is left in the blocks by now; nothing of a customer that is not there. */
    LiveBlocks liveBlocks(CustomerKey key, Config.World world, Instant now) {
        return shards.of(key).read(key, stored -> {
            AccountState state = Settled.at(stored, now, world);
            Map<Long, Tank> tanks = new HashMap<>();
            tanks(state).forEach((order, tank) -> tanks.put(order.ordinal(), tank));
            return new LiveBlocks(version(stored), nowOf(stored, now), tanks, scheduled(state));
        });
    }

    /** The reservations whose end is not written; none of a customer that is not there. */
    OpenReservations openReservations(CustomerKey key, Instant now) {
        return shards.of(key).read(key, stored -> {
            NavigableMap<Long, Hold> holds = new TreeMap<>();
            stored.visitHolds(hold -> {
                holds.put(hold.ordinal(), hold);
                return true;
            });
            return new OpenReservations(version(stored), nowOf(stored, now), holds);
        });
    }

    /** The reservation, when its end is not written. */
    Optional<ReservationView> openReservation(CustomerKey key, long ordinal, Instant now) {
        return shards.of(key).read(key, stored -> stored.hold(ordinal)
                .map(hold -> ReservationView.of(key, stored.customer().orElseThrow().externalId(), hold,
                        OpenReservations.standing(hold, nowOf(stored, now)))));
    }

    private static long version(AccountState state) {
        return state.account().map(Account::version).orElse(0L);
    }

    private static Instant nowOf(AccountState state, Instant now) {
        return state.account().map(account -> account.at(now).now()).orElse(now);
    }

    /** Whether the event was taken in and refused, and that is still kept. */
    boolean knowsRefusal(CustomerKey key, String eventId, Instant now) {
        return shards.of(key).read(key,
                state -> state.chargedUsage(eventId).isEmpty()
                        && state.answer(AnswerKey.ofRefusedUsage(eventId)).filter(mark -> mark.keptAt(now))
                                .filter(mark -> mark.keptFor().equals(CommandDecider.ACCEPTED_REFUSAL_KEPT))
                                .isPresent());
    }
}
