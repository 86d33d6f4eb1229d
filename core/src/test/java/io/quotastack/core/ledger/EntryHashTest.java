package io.quotastack.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.ledger.LedgerEntry.Cause;
import io.quotastack.core.ledger.LedgerEntry.Context;
import io.quotastack.core.ledger.LedgerEntry.Link;
import io.quotastack.core.ledger.LedgerEntry.Movement;
import io.quotastack.core.ledger.LedgerEntry.Subject;
import io.quotastack.core.ledger.LedgerEntry.Times;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;

/**
 * The vector was computed by an independent program: Python's json and hashlib over the entry's members, sorted by their
 * UTF-16BE bytes, with the ids packed by hand from uuid.UUID(...).bytes.
 */
class EntryHashTest {

    private static final String HASH_BY_PYTHON = "136fdbd1c3c565b36479e54c815983fcd517096fc4f2c7a3d392d39809540678";

    private final LedgerEntry entry = new LedgerEntry(
            new CustomerKey(new TenantEnvironment(new UUID(1, 2), Environment.LIVE),
                    UUID.fromString("7d444840-9dc0-5d1a-8b1c-2d3e4f506172")),
            new Link(9_007_199_254_740_993L, EntryHash.FIRST_PREVIOUS, ""), EntryType.USAGE,
            new Movement(-1500, 0, List.of(Allocation.ofBlock(7, 1000), Allocation.ofOverage(500)), List.of()),
            new Balances(Long.MIN_VALUE, 0, 0, 0, 0),
            new Cause("cmd-1", Optional.of("\u0007\"\\/\b\f\n\r\t\u001f\u007f\u2028\u20ac")),
            new Subject(
                    Optional.of(UsageRef.of(Optional.of("evt \ud83d\ude00"), "tokens", "rule_1",
                            1_000_000_000_000L, 1500)),
                    OptionalLong.empty(), OptionalLong.empty(), Optional.empty()),
            Map.of("\ud83d\ude00", "supplementary sorts before BMP's end", "\ufb33", "2", "a", "1", "", "empty", "A",
                    "0"),
            new Times(Instant.parse("2026-01-31T12:00:00.007999Z"), Instant.parse("2026-01-31T12:00:00.123Z")),
            Context.NONE);

    @Test
    void hashesAsAnIndependentProgramDoes() {
        assertThat(EntryHash.of(entry)).isEqualTo(HASH_BY_PYTHON);
    }

    @Test
    void namesTheReservationTheSubscriptionAndThePayment() {
        var commit = new LedgerEntry(entry.customer(), new Link(5, EntryHash.FIRST_PREVIOUS, ""), EntryType.COMMIT,
                new Movement(-7, -10, List.of(Allocation.ofBlock(1, 7)), List.of(Allocation.ofBlock(2, 3))),
                new Balances(93, 0, 0, 0, 0), new Cause("cmd-1", Optional.empty()),
                new Subject(Optional.of(UsageRef.of(Optional.empty(), "tokens", "rule_1", 4, 7)), OptionalLong.of(4),
                        OptionalLong.of(2), Optional.of("pay_9")),
                Map.of(),
                new Times(Instant.parse("2026-01-31T12:00:00Z"), Instant.parse("2026-01-31T12:00:00.123Z")),
                entry.context());

        assertThat(EntryHash.of(commit))
                .isEqualTo("939bb21fd9cdfdfafe188212103c2c948035da1a047ab7d7520e613f736ece6a");
    }

    /** The same commit, of lines; the member is there only then. */
    @Test
    void hashesLinesWhereThereAreAny() {
        var lines = new PricedUsage(List.of(
                new PricedLine("output", "rule_2", 1_000_000_000_000L, 5,
                        Map.of("\ud83d\ude00", "1", "\ufb33", "2", "a", "\"")),
                new PricedLine("input", "rule_1", 0, 2, Map.of())), true);
        var commit = new LedgerEntry(entry.customer(), new Link(5, EntryHash.FIRST_PREVIOUS, ""), EntryType.COMMIT,
                new Movement(-7, -10, List.of(Allocation.ofBlock(1, 7)), List.of(Allocation.ofBlock(2, 3))),
                new Balances(93, 0, 0, 0, 0), new Cause("cmd-1", Optional.empty()),
                new Subject(Optional.of(new UsageRef(Optional.empty(), lines)), OptionalLong.of(4),
                        OptionalLong.of(2), Optional.of("pay_9")),
                Map.of(),
                new Times(Instant.parse("2026-01-31T12:00:00Z"), Instant.parse("2026-01-31T12:00:00.123Z")),
                entry.context());

        assertThat(EntryHash.of(commit))
                .isEqualTo("b5de20bfb2045d561e8d9fd5b44715179974b9bafd84ece152618b48b5190392");
    }

    @Test
    void sealsAnEntryWhateverHashItBore() {
        LedgerEntry sealed = EntryHash.seal(entry);

        assertThat(sealed.hash()).isEqualTo(HASH_BY_PYTHON);
        assertThat(EntryHash.seal(sealed)).isEqualTo(sealed);
    }

    @Test
    void writesControlCharactersInLowerCaseHexAndTheRestAsItIs() {
        assertThat(new CanonicalJson().string("\u0000\u001f\u007f/\u2028\"\\\n").toString())
                .isEqualTo("\"\\u0000\\u001f\u007f/\u2028\\\"\\\\\\n\"");
    }

    @Test
    void ordersMembersByUtf16CodeUnits() {
        assertThat(new CanonicalJson().strings(Map.of("\ufb33", "b", "\ud83d\ude00", "a", "1", "c")).toString())
                .isEqualTo("{\"1\":\"c\",\"\ud83d\ude00\":\"a\",\"\ufb33\":\"b\"}");
    }

    @Test
    void writesTimesInMilliseconds() {
        assertThat(new CanonicalJson().time(Instant.parse("0987-02-03T04:05:06.0789Z")).toString())
                .isEqualTo("\"0987-02-03T04:05:06.078Z\"");
        assertThat(new CanonicalJson().time(Instant.ofEpochMilli(-1)).toString())
                .isEqualTo("\"1969-12-31T23:59:59.999Z\"");
    }
}
