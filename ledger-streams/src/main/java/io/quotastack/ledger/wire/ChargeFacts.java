package io.quotastack.ledger.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.command.Command;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.internal.ChargeRecord;
import io.quotastack.internal.MeteredRecord;
import io.quotastack.internal.ShareRecord;

/**
 * What a void or a refund carries of the charge it gives back. Blocks are named by their ordinals and nothing else is said of them: a
 * charge of ten thousand blocks takes some two hundred kilobytes, far from the limit of a command.
 */
final class ChargeFacts {

    private ChargeFacts() {}

    static ChargeRecord toAvro(Command.Charge charge) {
        return new ChargeRecord(charge.sequence(), charge.metered().map(ChargeFacts::toAvro).orElse(null),
                charge.allocations().stream().map(ChargeFacts::toAvro).toList());
    }

    static Command.Charge fromAvro(ChargeRecord charge) {
        return new Command.Charge(charge.getSequence(),
                Optional.ofNullable(charge.getMetered()).map(ChargeFacts::fromAvro), shares(charge.getAllocations()));
    }

    private static MeteredRecord toAvro(Command.Metered metered) {
        return new MeteredRecord(metered.metricKey(), metered.ruleId(), metered.units(),
                metered.timestamp().toEpochMilli(), metered.subscriptionPeriod().map(TierPeriod::text).orElse(null));
    }

    private static Command.Metered fromAvro(MeteredRecord metered) {
        return new Command.Metered(metered.getBillableMetricKey(), metered.getRuleId(), metered.getUnits(),
                Instant.ofEpochMilli(metered.getTimestamp()),
                Optional.ofNullable(metered.getSubscriptionPeriod()).map(TierPeriod::new));
    }

    private static ShareRecord toAvro(Allocation share) {
        return new ShareRecord(share.block().isPresent() ? share.block().getAsLong() : null, share.amount());
    }

    private static List<Allocation> shares(List<ShareRecord> shares) {
        return shares.stream().map(share -> Optional.ofNullable(share.getBlock())
                .map(block -> Allocation.ofBlock(block, share.getAmount()))
                .orElseGet(() -> Allocation.ofOverage(share.getAmount()))).toList();
    }
}
