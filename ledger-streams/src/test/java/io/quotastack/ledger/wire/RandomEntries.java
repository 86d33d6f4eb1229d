package io.quotastack.ledger.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.Balances;
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.ledger.EntryHash;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.Cause;
import io.quotastack.core.ledger.LedgerEntry.Context;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.metering.TierPeriod;

/** Entries that have every shape but need not make sense together: for codecs, views and hashes. */
public final class RandomEntries {

    private static final String[] NASTY = {"", "a", "\"", "\\", "/", "\n", "\t", "\b", "\f", "\r", "\u0000", "\u001f",
        "\u007f", "\u2028", "\u00e9", "\u20ac", "\ufb33", "\ud83d\ude00", "null", "</script>"};

    private final RandomGenerator random;

    public RandomEntries(RandomGenerator random) {
        this.random = random;
    }

    public LedgerEntry next() {
        var tenantEnvironment = new TenantEnvironment(uuid(),
                random.nextBoolean() ? Environment.LIVE : Environment.TEST);
        EntryType type = pick(EntryType.values());
        var movement = new LedgerEntry.Movement(random.nextLong(), random.nextLong(), allocations(), allocations());
        return EntryHash.seal(new LedgerEntry(new CustomerKey(tenantEnvironment, uuid()),
                new LedgerEntry.Link(positive(), text(), ""), type, movement,
                new Balances(random.nextLong() / 2, random.nextLong() / 2, positive(), random.nextLong(),
                        random.nextLong()),
                new Cause(text(), maybe(text())),
                new LedgerEntry.Subject(maybe(new UsageRef(maybe(text()), usage(movement.cost(type)))), ordinal(),
                        ordinal(), maybe(text())),
                metadata(), new LedgerEntry.Times(time(), time()),
                new Context(maybe(terms()), maybe(time()), positive(), maybe(TierPeriod.of(time())), maybe(time()),
                        random.nextBoolean(), allocations(), lineUnits(), countedValues())));
    }

    /** @param cost of all that the entry moves */
    private PricedUsage usage(long cost) {
        return random.nextBoolean()
                ? PricedUsage.of(text(), text(), positive(), cost)
                : new PricedUsage(Stream.generate(this::line).limit(1 + random.nextInt(3)).toList(), true);
    }

    private PricedLine line() {
        return new PricedLine(text(), text(), positive(), positive(), metadata());
    }

    private List<CountedValues> countedValues() {
        return Stream.generate(() -> new CountedValues(text(), text(), positive())).limit(random.nextInt(3)).toList();
    }

    private List<Long> lineUnits() {
        return Stream.generate(this::positive).limit(random.nextInt(3)).toList();
    }

    public String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(pick(NASTY));
        }
        return text.toString();
    }

    private OptionalLong ordinal() {
        return random.nextBoolean() ? OptionalLong.of(positive()) : OptionalLong.empty();
    }

    private BlockTerms terms() {
        return new BlockTerms(positive(), pick(BlockSource.values()), positive(), random.nextInt(-1000, 1001), time(),
                maybe(time()), maybe(positive()), maybe(text()), maybe(text()), metadata(), time(), maybe(text()));
    }

    private List<Allocation> allocations() {
        var allocations = new ArrayList<Allocation>();
        for (int i = random.nextInt(4); i > 0; i--) {
            allocations.add(random.nextInt(4) == 0
                    ? Allocation.ofOverage(positive())
                    : Allocation.ofBlock(positive(), positive()));
        }
        return allocations;
    }

    private Map<String, String> metadata() {
        var metadata = new HashMap<String, String>();
        for (int i = random.nextInt(5); i > 0; i--) {
            metadata.put(text(), text());
        }
        return metadata;
    }

    private Instant time() {
        return Instant.ofEpochMilli(random.nextLong(0, 4_102_444_800_000L));
    }

    private long positive() {
        return random.nextLong(Long.MAX_VALUE);
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
