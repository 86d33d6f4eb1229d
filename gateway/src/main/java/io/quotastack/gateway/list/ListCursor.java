package io.quotastack.gateway.list;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

import io.quotastack.gateway.query.Page;

/**
 * The cursors of one list, as clients carry them: base64url of a mark of the list and the place of the last row that was
 * answered, or looked at. Opaque to them. Rows are found by place, not by count, so rows that come meanwhile shift nothing.
 */
public final class ListCursor {

    private static final int MARK_BYTES = 8;

    private final byte[] mark;

    private ListCursor(byte[] mark) {
        this.mark = mark;
    }

    /**
     * The cursors of a list.
     *
     * @param list what it lists
     * @param owner whose they are; filters are no part of it
     */
    public static ListCursor of(String list, String owner) {
        return new ListCursor(Arrays.copyOf(sha256(list + " of " + owner), MARK_BYTES));
    }

    /** The cursor with which the list goes on behind that place. */
    public String behind(SortKey place) {
        byte[] bytes = place.bytes();
        return Base64.getUrlEncoder().withoutPadding()
                .encodeToString(ByteBuffer.allocate(MARK_BYTES + bytes.length).put(mark).put(bytes).array());
    }

    /** The place behind which the page begins; nothing for the first page. */
    public Optional<SortKey> place(Page page) throws ForeignCursorException {
        return page.cursor().isEmpty() ? Optional.empty() : Optional.of(place(page.cursor().get()));
    }

    /** The same in a list by number. */
    public Optional<Long> number(Page page) throws ForeignCursorException {
        Optional<SortKey> place = place(page);
        return place.isEmpty()
                ? Optional.empty()
                : Optional.of(place.get().number().orElseThrow(ForeignCursorException::new));
    }

    private SortKey place(String cursor) throws ForeignCursorException {
        byte[] bytes = decoded(cursor).orElseThrow(ForeignCursorException::new);
        if (bytes.length <= MARK_BYTES || !Arrays.equals(bytes, 0, MARK_BYTES, mark, 0, MARK_BYTES)) {
            throw new ForeignCursorException();
        }
        return SortKey.of(Arrays.copyOfRange(bytes, MARK_BYTES, bytes.length));
    }

    private static Optional<byte[]> decoded(String cursor) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(cursor));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty(); // no cursor at all: the caller says so
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
