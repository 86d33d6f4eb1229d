package io.quotastack.gateway.list;

/** When a page is full (CONTRACT 1): with so many rows, or with so many bytes that one more row would be too much. */
public final class PageBound {

    /** A page with as many bytes ends, however few its rows; the last of them may be beyond. */
    public static final int FULL_BYTES = 1024 * 1024;

    private final int mostRows;
    private int rows;
    private long bytes;

    public PageBound(int mostRows) {
        this.mostRows = mostRows;
    }

    /** Counts a row, of so many bytes as it is sent. */
    public void count(int rowBytes) {
        rows++;
        bytes += rowBytes;
    }

    /** Whether another row is for the next page. Never of a page without rows. */
    public boolean isFull() {
        return rows >= mostRows || (rows > 0 && bytes >= FULL_BYTES);
    }
}
