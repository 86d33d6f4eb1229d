package io.quotastack.standalone.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file of the log as it was at the instant of the snapshot. It is held open, so it stays what it is when the broker
 * removes it or puts another in its place; what is appended later is behind its length.
 *
 * @param name below the log directory
 * @param length what it had at the instant
 * @param growing whether the broker may have been appending to it
 */
record LogFile(Path name, FileChannel channel, long length, boolean growing) implements AutoCloseable {

    static final String SEGMENT = ".log";

    boolean isSegment() {
        return name.toString().endsWith(SEGMENT);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
