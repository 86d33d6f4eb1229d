package io.quotastack.schemas.json;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Takes so many bytes and no more. They are kept in the pieces in which they came, so that none is copied twice. */
final class BoundedBytes extends OutputStream {

    private final int most;
    private final List<byte[]> pieces = new ArrayList<>();
    private int size;

    BoundedBytes(int most) {
        this.most = most;
    }

    /** There was no room for what was to be written. */
    static final class FullException extends IOException {
        private static final long serialVersionUID = 1L;

        private FullException(int most) {
            super("more than " + most + " bytes");
        }
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > most - size) {
            throw new FullException(most);
        }
        byte[] piece = new byte[length];
        System.arraycopy(bytes, offset, piece, 0, length);
        pieces.add(piece);
        size += length;
    }

    byte[] toByteArray() {
        byte[] all = new byte[size];
        int end = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, end, piece.length);
            end += piece.length;
        }
        return all;
    }
}
