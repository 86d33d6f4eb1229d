package io.quotastack.core.usage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.quotastack.core.digest.Sha256;

/**
 * What makes two events with one id the same: metric and units or the lines in their order, metadata and the timestamp as
 * given (CONTRACT 5), and the source that a CloudEvent names (CONTRACT 12). The customer need not count, since ids are
 * compared within one customer only. The way in does not count by itself: an event that names no source is another one than an event that does,
 * whichever way either came.
 */
public final class UsageContent {

    public static final int HASH_BYTES = 16;

    /** Stands where the bytes of one metric's key are counted, of which there are never so many. */
    private static final int LINES_FOLLOW = -1;

    private UsageContent() {}

    /** 32 lower-case hex digits: the first half of a SHA-256 over the content. */
    public static String hash(UsageEvent event) {
        MessageDigest sha = Sha256.digest();
        event.usage().ofOneMetric().ifPresentOrElse(units -> addUnits(sha, units), () -> {
            List<UsageLine> lines = event.usage().all();
            sha.update(ByteBuffer.allocate(8).putInt(LINES_FOLLOW).putInt(lines.size()).flip());
            lines.forEach(line -> {
                addUnits(sha, line);
                add(sha, line.metadata());
            });
        });
        sha.update(ByteBuffer.allocate(9).put((byte) (event.givenTimestamp().isPresent() ? 1 : 0))
                .putLong(event.givenTimestamp().map(Instant::toEpochMilli).orElse(0L)).flip());
        add(sha, event.metadata());
        event.source().ifPresent(source -> {
            sha.update((byte) 1);
            add(sha, source);
        });
        return HexFormat.of().formatHex(Arrays.copyOf(sha.digest(), HASH_BYTES));
    }

    private static void addUnits(MessageDigest sha, UsageLine line) {
        add(sha, line.metricKey());
        sha.update(ByteBuffer.allocate(8).putLong(line.units()).flip());
    }

    private static void add(MessageDigest sha, Map<String, String> metadata) {
        sha.update(ByteBuffer.allocate(4).putInt(metadata.size()).flip());
        metadata.keySet().stream().sorted().forEach(name -> {
            add(sha, name);
            add(sha, metadata.getOrDefault(name, ""));
        });
    }

    /** Length first, so that no two contents write the same bytes. */
    private static void add(MessageDigest sha, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        sha.update(bytes);
    }
}
