package io.quotastack.core.account;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.credit.Tank;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.reservation.Hold;
import io.quotastack.core.reservation.ReservationStatus;

/**
 * The rows that a decision leaves other than it found them. An empty Optional removes a row.
 *
 * @param account always written: the time of the decision is part of it
 * @param nextDueBefore what the account expected next before the decision
 * @param tanks of blocks with free credits
 * @param pinnedTanks of blocks that holds keep whole; a block is in one of both
 * @param voided ordinals of blocks that became voided
 */
public record Changes(Optional<Account> account, Instant nextDueBefore, Optional<Customer> customer,
        SortedMap<BurnOrder, Optional<Tank>> tanks, SortedMap<BurnOrder, Optional<Tank>> pinnedTanks,
        Map<Long, Optional<BlockTerms>> terms, SortedMap<Due, Boolean> dues, Iterable<Long> voided,
        SortedMap<Long, Optional<Hold>> holds, Map<Long, ReservationStatus> endsOfHolds,
        Map<String, ChargedUsage> chargedUsage, Map<TierCounter, Long> tierUnits, Map<String, BookedPayment> payments,
        Optional<TopupRequests> topupRequests) {}
