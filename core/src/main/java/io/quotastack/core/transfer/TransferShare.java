package io.quotastack.core.transfer;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.credit.BlockSource;

/**
 * What a transfer brings of one block, and the terms that go with it.
 *
 * @param credits millicredits, at least 1
 * @param pricePaid what was paid for these credits, in the currency's smallest unit
 */
public record TransferShare(
        long credits,
        BlockSource source,
        int priority,
        Optional<Instant> expiresAt,
        Optional<Long> pricePaid,
        Optional<String> currency) {}
