package io.quotastack.ledger.history.store;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.gateway.query.Page;

/**
 * Where a list goes on, as clients carry it: base64url of the list's letter and the numbers that name its last row.
 * Opaque to them; rows are found by place, not by count, so rows that come meanwhile shift nothing.
 */
public final class Cursor {

    private Cursor() {}

    public static String of(char list, long... place) {
        ByteBuffer bytes = ByteBuffer.allocate(1 + place.length * Long.BYTES).put((byte) list);
        for (long number : place) {
            bytes.putLong(number);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * The place where a page begins.
     *
     * @param numbers how many name a row of this list
     * @return nothing for the first page
     * @throws BadCursor it is no cursor of this list
     */
    public static Optional<ByteBuffer> place(char list, int numbers, Page page) throws BadCursor {
        if (page.cursor().isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(page.cursor().get());
        } catch (IllegalArgumentException e) {
            throw new BadCursor(e);
        }
        if (bytes.length != 1 + numbers * Long.BYTES || bytes[0] != list) {
            throw new BadCursor(new IllegalArgumentException("of another list"));
        }
        return Optional.of(ByteBuffer.wrap(bytes, 1, bytes.length - 1).slice());
    }

    /** The client's cursor is none that this list gave out. */
    public static final class BadCursor extends Exception {
        private static final long serialVersionUID = 1L;

        public BadCursor(Exception cause) {
            super(cause);
        }

        public Problem problem() {
            return Problem.invalid(List.of(FieldFault.parameter("cursor", "not a cursor of this list")));
        }
    }
}
