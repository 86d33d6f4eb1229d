package io.quotastack.ledger.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.command.Command;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.internal.ChargeRecord;
import io.quotastack.internal.ChargedLineRecord;
import io.quotastack.internal.CountedValuesRecord;
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
        List<Allocation> shares = shares(charge.getAllocations());
        return new Command.Charge(charge.getSequence(),
                Optional.ofNullable(charge.getMetered()).map(metered -> fromAvro(metered, shares)), shares);
    }

    private static MeteredRecord toAvro(Command.Metered metered) {
        Optional<PricedLine> ofOneMetric = metered.usage().ofOneMetric();
        return new MeteredRecord(ofOneMetric.map(PricedLine::metricKey).orElse(null),
                ofOneMetric.map(PricedLine::ruleId).orElse(null), ofOneMetric.map(PricedLine::units).orElse(null),
                metered.timestamp().toEpochMilli(), metered.subscriptionPeriod().map(TierPeriod::text).orElse(null),
                metered.usage().items().stream().map(ChargeFacts::toAvro).toList(),
                metered.countedValues().stream().map(counted -> new CountedValuesRecord(counted.metricKey(),
                        counted.values(), counted.units())).toList());
    }

    private static Command.Metered fromAvro(MeteredRecord metered, List<Allocation> shares) {
        PricedUsage usage = metered.getLines().isEmpty()
                ? PricedUsage.of(metered.getBillableMetricKey(), metered.getRuleId(), metered.getUnits(),
                        shares.stream().mapToLong(Allocation::amount).sum())
                : new PricedUsage(metered.getLines().stream().map(ChargeFacts::fromAvro).toList(), true);
        return new Command.Metered(usage, Instant.ofEpochMilli(metered.getTimestamp()),
                Optional.ofNullable(metered.getSubscriptionPeriod()).map(TierPeriod::new),
                metered.getCountedValues().stream().map(counted -> new CountedValues(counted.getBillableMetricKey(),
                        counted.getValues(), counted.getUnits())).toList());
    }

    private static ChargedLineRecord toAvro(PricedLine line) {
        return new ChargedLineRecord(line.metricKey(), line.ruleId(), line.units(), line.cost(), line.metadata());
    }

    private static PricedLine fromAvro(ChargedLineRecord line) {
        return new PricedLine(line.getBillableMetricKey(), line.getRuleId(), line.getUnits(), line.getCost(),
                line.getMetadata());
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
