package io.quotastack.standalone.bulk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * How far an import is, in a file beside the one that is imported: a line for each batch before it is sent, and one when it is
 * answered. The first is on the disk before the batch leaves, so that a row that may have been granted is known as such for ever.
 */
final class ImportProgress implements AutoCloseable {

    private static final String FORMAT = "quotastack-import 1";

    /**
     * What is imported where; written at the beginning, and the same at every resumption.
     *
     * @param rows in the file
     */
    record Of(String sha256, long rows, String name, String url) {

        private List<String> lines() {
            return List.of(FORMAT, "file " + sha256 + " " + rows, "name " + name, "url " + url);
        }
    }

    /** Rows from one to another, both in, and when they were sent. */
    private record Sent(int from, int to, Instant at) {}

    /** What became of rows. */
    record Counts(long granted, long duplicates, long rejected) {

        static final Counts NONE = new Counts(0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(granted + other.granted, duplicates + other.duplicates, rejected + other.rejected);
        }

        long rows() {
            return granted + duplicates + rejected;
        }
    }

    private final FileChannel channel;
    private final BitSet done = new BitSet();
    private final List<Sent> sent = new ArrayList<>();
    private Counts counts = Counts.NONE;

    private ImportProgress(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Goes on with the file's import, or begins it.
     *
     * @throws CannotGoOnException it is that of another import
     */
    static ImportProgress in(Path file, Of of) throws IOException {
        List<String> lines = Files.exists(file) ? whole(file) : List.of();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var progress = new ImportProgress(channel);
            List<String> head = of.lines();
            if (lines.size() < head.size()) {
                channel.truncate(0);
                head.forEach(progress::write);
                channel.force(true);
                return progress;
            }
            if (!lines.subList(0, head.size()).equals(head)) {
                throw new CannotGoOnException(difference(file, lines, head));
            }
            lines.subList(head.size(), lines.size()).forEach(line -> progress.read(file, line));
            // A line that a crash cut off is written over.
            long bytes = lines.stream().mapToLong(line -> line.getBytes(StandardCharsets.UTF_8).length + 1L).sum();
            channel.truncate(bytes).position(bytes);
            return progress;
        } catch (RuntimeException | IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The lines that have an end. */
    private static List<String> whole(Path file) throws IOException {
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static String difference(Path file, List<String> lines, List<String> head) {
        for (int i = 0; i < head.size(); i++) {
            if (!lines.get(i).equals(head.get(i))) {
                return file + " is of another import (" + lines.get(i) + ", not " + head.get(i)
                        + "): move it away to begin anew; rows that are as they were and were granted in the last 24 hours"
                        + " are not granted again";
            }
        }
        throw new IllegalStateException("they are the same");
    }

    private void read(Path file, String line) {
        String[] words = line.split(" ", -1);
        try {
            int from = Integer.parseInt(words[1]);
            int to = Integer.parseInt(words[2]);
            if (words[0].equals("sent")) {
                sent.add(new Sent(from, to, Instant.parse(words[3])));
            } else if (words[0].equals("done")) {
                done.set(from, to + 1);
                counts = counts.plus(
                        new Counts(Long.parseLong(words[3]), Long.parseLong(words[4]), Long.parseLong(words[5])));
            } else {
                throw new IllegalArgumentException(words[0]);
            }
        } catch (RuntimeException e) {
            throw new CannotGoOnException(file + " has a line that is none of its own: " + line);
        }
    }

    /** Whether what became of the row is known. */
    boolean isDone(long row) {
        return done.get((int) row);
    }

    /** The rows that were sent before that time, and of which nothing is known since. */
    BitSet inDoubtBefore(Instant time) {
        var rows = new BitSet();
        sent.stream().filter(range -> range.at().isBefore(time))
                .forEach(range -> rows.set(range.from(), range.to() + 1));
        rows.andNot(done);
        return rows;
    }

    synchronized Counts counts() {
        return counts;
    }

    /** These rows leave now, if not before. */
    synchronized void sending(long from, long to, Instant now) {
        write("sent " + from + " " + to + " " + now);
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void answered(long from, long to, Counts of) {
        write("done " + from + " " + to + " " + of.granted() + " " + of.duplicates() + " " + of.rejected());
        counts = counts.plus(of);
    }

    private void write(String line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
