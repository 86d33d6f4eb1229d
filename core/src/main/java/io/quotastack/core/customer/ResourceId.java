package io.quotastack.core.customer;

import java.nio.ByteBuffer;
import java.util.Arrays;
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
    private static final byte NO_LETTER = -1;
    /** What each ASCII letter stands for. */
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, NO_LETTER);
        for (int value = 0; value < ALPHABET.length(); value++) {
            VALUES[ALPHABET.charAt(value)] = (byte) value;
        }
    }

    /** What an id names. */
    public enum Kind {
        BLOCK("blk"),
        LEDGER_ENTRY("le"),
        CUSTOMER_EVENT("evt"),
        RESERVATION("res"),
        SUBSCRIPTION("sub"),
        TOPUP_REQUEST("topreq"),
        DELIVERY("dlv"),
        TRANSFER("trf");

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
        int underscore = kind.prefix.length();
        if (text.length() != underscore + 1 + LETTERS || !text.startsWith(kind.prefix)
                || text.charAt(underscore) != '_') {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        int bits = 0;
        int held = 0;
        for (int i = underscore + 1; i < text.length(); i++) {
            char letter = text.charAt(i);
            int value = letter < VALUES.length ? VALUES[letter] : NO_LETTER;
            if (value == NO_LETTER) {
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
        // 39 letters have 3 bits more than 24 bytes. Were they free, a place would have more than one text.
        if (bits != 0) {
            return Optional.empty();
        }
        bytes.flip();
        return Optional.of(new ResourceId(kind, new UUID(bytes.getLong(), bytes.getLong()), bytes.getLong()));
    }
}
