package io.quotastack.core.customer;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * An id that leads to its place without a lookup: the customer and the ordinal of the thing among the customer's own.
 * Text form: {@code <prefix>_} and 39 letters of Crockford's base 32 (lower case) over the 16 bytes of the customer id
 * and the 8 of the ordinal. Opaque to clients; the same for the same place, so ids derive from the log.
 */
public record ResourceId(Kind kind, UUID customerId, long ordinal) {

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LETTERS = 39;
    private static final int BYTES = 24;

    /** What an id names. */
    public enum Kind {
        BLOCK("blk"), LEDGER_ENTRY("le"), CUSTOMER_EVENT("evt"), RESERVATION("res");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).putLong(customerId.getMostSignificantBits())
                .putLong(customerId.getLeastSignificantBits()).putLong(ordinal);
        var text = new StringBuilder(kind.prefix.length() + 1 + LETTERS).append(kind.prefix).append('_');
        int bits = 0;
        int held = 0;
        for (byte b : bytes.array()) {
            bits = (bits << 8) | (b & 0xff);
            held += 8;
            while (held >= 5) {
                held -= 5;
                text.append(ALPHABET.charAt((bits >> held) & 31));
            }
            bits &= (1 << held) - 1;
        }
        return text.append(ALPHABET.charAt((bits << (5 - held)) & 31)).toString();
    }

    /** The id behind the text, or nothing when the text is not an id of that kind. */
    public static Optional<ResourceId> parse(Kind kind, String text) {
        if (!text.startsWith(kind.prefix + "_") || text.length() != kind.prefix.length() + 1 + LETTERS) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        int bits = 0;
        int held = 0;
        for (char letter : text.substring(kind.prefix.length() + 1).toCharArray()) {
            int value = ALPHABET.indexOf(letter);
            if (value < 0) {
                return Optional.empty();
            }
            bits = (bits << 5) | value;
            held += 5;
            if (held >= 8) {
                held -= 8;
                bytes.put((byte) (bits >> held));
                bits &= (1 << held) - 1;
            }
        }
        bytes.flip();
        var id = new ResourceId(kind, new UUID(bytes.getLong(), bytes.getLong()), bytes.getLong());
        return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
    }
}
