package io.quotastack.core.account;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.credit.Tank;
import io.quotastack.core.customer.Customer;

/**
 * The rows that a decision leaves other than it found them. An empty Optional removes a row.
 *
 * @param account always written: the time of the decision is part of it
 * @param voided ordinals of blocks that became voided
 */
public record Changes(Optional<Account> account, Optional<Customer> customer,
        SortedMap<BurnOrder, Optional<Tank>> tanks, Map<Long, Optional<BlockTerms>> terms,
        SortedMap<Due, Boolean> dues, Iterable<Long> voided, Map<String, ChargedUsage> chargedUsage,
        Map<TierCounter, Long> tierUnits, Map<String, BookedPayment> payments) {}
