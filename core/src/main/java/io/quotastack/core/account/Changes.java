package io.quotastack.core.account;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionStatus;

/**
 * The rows that a decision leaves other than it found them. An empty Optional removes a row.
 *
 * @param account always written: the time of the decision is part of it
 * @param tickBefore when the account's next tick was to come before the decision ({@link Account#tickAt})
 * @param blockBalances of blocks with free credits
 * @param fullyHeldBalances of blocks that holds keep whole; a block is in one of both
 * @param subscription the live one; an inner empty Optional removes it
 * @param voided ordinals of blocks that became voided
 */
public record Changes(
        Optional<Account> account,
        Optional<Instant> tickBefore,
        Optional<Customer> customer,
        SortedMap<BurnOrder, Optional<BlockBalance>> blockBalances,
        SortedMap<BurnOrder, Optional<BlockBalance>> fullyHeldBalances,
        Map<Long, BlockTerms> terms,
        SortedMap<ScheduledAction, Boolean> scheduledActions,
        Set<Long> voided,
        SortedMap<Long, Optional<Reservation>> reservations,
        Map<Long, ReservationEnd> endsOfReservations,
        Map<String, ChargedUsage> chargedUsage,
        Map<TierCounter, Long> tierUnits,
        Map<String, BookedPayment> payments,
        Map<Long, SoldBlock> soldBlocks,
        Optional<TopupRequests> topupRequests,
        Optional<Optional<Subscription>> subscription,
        Map<Long, SubscriptionStatus> endsOfSubscriptions,
        SortedMap<String, Optional<PeriodUsage>> periodUsage,
        SortedMap<PeriodBlock.Place, Optional<PeriodBlock>> periodBlocks,
        Optional<Optional<PeriodCredits>> periodCredits,
        Optional<List<ClockEvent>> clockEvents,
        SortedMap<Long, Optional<WaitingUsage>> waitingUsage,
        Map<String, Optional<Long>> placesOfWaiting) {}
