package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What anyone can check who has the export of a customer's ledger (CONTRACT 3). It shares no code with the product: the
 * canonical JSON of RFC 8785 is written here once more.
 */
public final class LedgerAudit {

    private static final String NO_HASH = "0".repeat(64);

    private LedgerAudit() {}

    /** Checks the ledger alone and against the balances and blocks; answers its entries. */
    public static List<JsonNode> check(Account account) {
        JsonNode credits = account.api().get(account.path("/credits?include_blocks=true")).expect(200).json();
        List<JsonNode> entries = account.ledger();
        long balance = 0;
        long reserved = 0;
        String previousHash = NO_HASH;
        String previousTime = "";
        for (int i = 0; i < entries.size(); i++) {
            JsonNode entry = entries.get(i);
            String what = account.externalId() + " " + entry;
            assertThat(entry.required("sequence").longValue()).as(what).isEqualTo(i + 1);
            balance = Math.addExact(balance, entry.required("delta").longValue());
            reserved = Math.addExact(reserved, entry.required("reserved_delta").longValue());
            assertThat(entry.required("balance_after").longValue()).as(what).isEqualTo(balance);
            assertThat(entry.required("reserved_after").longValue()).as(what).isEqualTo(reserved);
            assertThat(entry.required("previous_hash").textValue()).as(what).isEqualTo(previousHash);
            previousHash = entry.required("hash").textValue();
            assertThat(previousHash).as(what).isEqualTo(hashOf((ObjectNode) entry));
            // All times have the same form, so they compare as they are written.
            assertThat(entry.required("occurred_at").textValue()).as(what).isGreaterThanOrEqualTo(previousTime);
            previousTime = entry.required("occurred_at").textValue();
        }
        assertThat(credits.required("balance").longValue()).isEqualTo(balance);
        assertThat(credits.required("reserved_balance").longValue()).isEqualTo(reserved);
        assertThat(credits.required("effective_balance").longValue()).isEqualTo(balance - reserved);
        assertThat(credits.required("version").longValue()).isEqualTo(entries.size());
        assertThat(credits.required("ledger_hash").textValue()).isEqualTo(previousHash);
        checkBlocks(credits, balance);
        checkReservations(account, entries, reserved);
        return entries;
    }

    /** Overage and free credits never coexist: what blocks have beyond the balance they keep for holds. */
    private static void checkBlocks(JsonNode credits, long balance) {
        long remaining = 0;
        long free = 0;
        for (JsonNode block : credits.required("blocks")) {
            if (!block.required("status").textValue().equals("scheduled")) {
                long left = block.required("remaining_amount").longValue();
                long reserved = block.required("reserved_amount").longValue();
                assertThat(left).isPositive();
                assertThat(reserved).isBetween(0L, left);
                remaining = Math.addExact(remaining, left);
                free += left - reserved;
            }
        }
        long overage = Math.subtractExact(remaining, balance);
        assertThat(overage).isNotNegative();
        assertThat(overage == 0 || free == 0).as("overage " + overage + " beside free credits " + free).isTrue();
    }

    /** Every hold ends once at most, gives back all that it held, and those that have not ended are the active ones. */
    private static void checkReservations(Account account, List<JsonNode> entries, long reserved) {
        var open = new TreeMap<String, Long>();
        for (JsonNode entry : entries) {
            long delta = entry.required("reserved_delta").longValue();
            String id = entry.required("reservation_id").asText();
            switch (entry.required("type").textValue()) {
                case "reserve" -> assertThat(open.put(id, delta)).as("made twice: " + entry).isNull();
                case "commit", "release", "reserve_expired" -> assertThat(open.remove(id))
                        .as("ended twice, or with another amount: " + entry).isEqualTo(-delta);
                default -> assertThat(delta).as(entry.toString()).isZero();
            }
        }
        var active = new TreeMap<String, Long>();
        account.reservations("active").forEach(one -> active.put(one.required("id").textValue(),
                one.required("reserved_credits").longValue()));
        assertThat(active).isEqualTo(open);
        assertThat(open.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(reserved);
    }

    /** The hash that an entry with these members has, whatever it says itself. */
    static String hashOf(ObjectNode entry) {
        ObjectNode hashed = entry.deepCopy();
        hashed.remove("hash");
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(canonical(hashed).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RFC 8785, save that integers stand in full decimal. */
    static String canonical(JsonNode value) {
        var text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(JsonNode value, StringBuilder text) {
        if (value.isObject()) {
            // Java compares strings by UTF-16 code units, as the RFC sorts names.
            var sorted = new TreeMap<String, JsonNode>();
            value.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
            String separator = "{";
            for (Map.Entry<String, JsonNode> member : sorted.entrySet()) {
                text.append(separator);
                writeString(member.getKey(), text);
                text.append(':');
                write(member.getValue(), text);
                separator = ",";
            }
            text.append(sorted.isEmpty() ? "{}" : "}");
        } else if (value.isArray()) {
            String separator = "";
            text.append('[');
            for (JsonNode item : value) {
                text.append(separator);
                write(item, text);
                separator = ",";
            }
            text.append(']');
        } else if (value.isTextual()) {
            writeString(value.textValue(), text);
        } else {
            text.append(value.asText());
        }
    }

    private static void writeString(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        text.append('"');
    }
}
