package io.quotastack.ledger.state;

import java.util.function.BiConsumer;
import java.util.function.Function;

import io.quotastack.core.account.RowType.Single;
import io.quotastack.core.account.ScheduledAction;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.platform.store.KeyReader;
import io.quotastack.platform.store.KeyWriter;

/**
 * How what tells the rows of one kind apart ends their keys. Bytes sort as the keys themselves do, so that the rows of an
 * ordered kind are walked along in their order.
 */
record KeyPart<K>(BiConsumer<KeyWriter, K> writer, Function<KeyReader, K> reader) {

    static final KeyPart<Single> NONE = new KeyPart<>((key, row) -> {}, key -> Single.ROW);
    /** Never below 0. */
    static final KeyPart<Long> ORDINAL = new KeyPart<>(KeyWriter::number, KeyReader::number);
    static final KeyPart<String> NAME = new KeyPart<>(KeyWriter::text, KeyReader::text);
    static final KeyPart<BurnOrder> BURN_ORDER = new KeyPart<>(
            (key, order) -> key.signed((short) order.priority()).instant(order.expiresAt())
                    .octet(order.paid() ? 1 : 0).number(order.ordinal()),
            key -> new BurnOrder(key.signedShort(), key.instant(), key.octet() == 1, key.number()));
    static final KeyPart<ScheduledAction> SCHEDULED_ACTION = new KeyPart<>(
            (key, action) -> key.instant(action.at()).octet(rank(action.kind())).number(action.ordinal()),
            key -> new ScheduledAction(key.instant(), kindOfRank(key.octet()), key.number()));
    /** By its end: what ends together stands together. */
    static final KeyPart<PeriodBlock.Place> PERIOD_BLOCK = new KeyPart<>(
            (key, place) -> key.instant(place.expiresAt()).number(place.block()),
            key -> new PeriodBlock.Place(key.instant(), key.number()));
    static final KeyPart<TierCounter> TIER_COUNTER = new KeyPart<>(
            (key, counter) -> key.text(counter.metricKey() + "/" + counter.period()
                    + (counter.values().isEmpty() ? "" : "/" + counter.values())),
            key -> tierCounter(key.text()));

    private static TierCounter tierCounter(String text) {
        String[] parts = text.split("/", 3);
        return new TierCounter(parts[0], new TierPeriod(parts[1]), parts.length == 3 ? parts[2] : "");
    }

    /** In the order in which actions of one instant happen. */
    private static int rank(ScheduledAction.Kind kind) {
        return switch (kind) {
            case RESERVATION_TTL -> 1;
            case SUBSCRIPTION -> 2;
            case EXPIRY -> 3;
            case ACTIVATION -> 4;
            case TRANSFER -> 5;
        };
    }

    private static ScheduledAction.Kind kindOfRank(byte rank) {
        for (ScheduledAction.Kind kind : ScheduledAction.Kind.values()) {
            if (rank(kind) == rank) {
                return kind;
            }
        }
        throw new IllegalStateException("no kind of a scheduled action: " + rank);
    }
}
