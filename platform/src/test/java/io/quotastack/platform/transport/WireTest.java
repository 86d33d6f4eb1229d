package io.quotastack.platform.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.platform.store.GoldenRecords;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.platform.wire.OwnerMap;
import io.quotastack.platform.wire.WireReader;
import io.quotastack.platform.wire.WireWriter;

class WireTest {

    private static final CustomerKey CUSTOMER = CustomerKey
            .ofExternalId(new TenantEnvironment(new UUID(1, 2), Environment.TEST), "ann");

    private static final GoldenRecords<CallFailure> FAILURES = GoldenRecords.binary("/formats/call-failures.txt",
            Arrays.stream(CallFailure.Kind.values()).map(kind -> new CallFailure(kind, "why: ü")).toList(),
            failure -> failure.kind().name(), CallFailure::write, CallFailure::read);

    private static final GoldenRecords<OwnerMap> MAPS = GoldenRecords.binary("/formats/owner-maps.txt",
            List.of(new OwnerMap(3, Map.of(0, new NodeAddress("a", 1), 2, new NodeAddress("::1", 65_535))),
                    new OwnerMap(1, Map.of())),
            map -> "OwnerMap", OwnerMap::write, OwnerMap::read);

    @Test
    void failuresAndMapsHaveTheBytesThatTheyEverHad() {
        FAILURES.check();
        FAILURES.checkReading();
        MAPS.check();
        MAPS.checkReading();
    }

    private record Parts(
            boolean flag,
            long number,
            int count,
            String text,
            Instant instant,
            CustomerKey customer,
            OptionalLong maybe,
            Optional<String> none,
            List<Integer> list) {}

    private static Parts parts(WireReader from) {
        return new Parts(from.flag(), from.number(), from.count(), from.text(), from.instant(), from.customer(),
                from.optionalNumber(), from.optional(WireReader::text), from.list(WireReader::count));
    }

    @Test
    void whatIsWrittenIsRead() {
        var parts = new Parts(true, Long.MIN_VALUE, -1, "ü€", Instant.parse("2026-01-01T00:00:00.123456789Z"), CUSTOMER,
                OptionalLong.of(7), Optional.empty(), List.of(3, 2, 1));

        byte[] bytes = new WireWriter().flag(parts.flag()).number(parts.number()).count(parts.count())
                .text(parts.text()).instant(parts.instant()).customer(parts.customer()).number(parts.maybe())
                .optional(parts.none(), WireWriter::text).list(parts.list(), WireWriter::count).toBytes();

        assertThat(WireReader.read(bytes, WireTest::parts)).isEqualTo(parts);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> WireReader.read(cut, WireTest::parts))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void otherFormatsAndWhatIsLeftOverAreRefused() {
        assertThatThrownBy(() -> WireReader.read(new byte[] {2, 1}, WireReader::flag)).hasMessageContaining("format 2");
        assertThatThrownBy(() -> WireReader.read(new byte[] {1, 1, 1}, WireReader::flag))
                .hasMessageContaining("more than expected");
    }

    @Test
    void noLengthTakesMemoryForWhatIsNotThere() {
        byte[] huge = new WireWriter().count(Integer.MAX_VALUE).toBytes();

        assertThatThrownBy(() -> WireReader.read(huge, WireReader::bytes)).hasMessageContaining("a length of");
        assertThatThrownBy(() -> WireReader.read(huge, from -> from.list(WireReader::octet)))
                .hasMessageContaining("a length of");
    }

    @Test
    void addressesAreReadAsTheyAreWritten() {
        for (String text : List.of("ledger-1:7071", "10.0.0.1:1", "[::1]:65535")) {
            assertThat(NodeAddress.parse(text)).hasToString(text);
        }
        for (String text : List.of("ledger-1", ":7071", "ledger-1:0", "ledger-1:65536", "")) {
            assertThatThrownBy(() -> NodeAddress.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
