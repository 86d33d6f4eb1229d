package io.quotastack.core.usage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

import io.quotastack.core.digest.Sha256;

/**
 * What makes two events with one id the same: metric, units, metadata and the timestamp as given (CONTRACT 5), and the
 * source that a CloudEvent names (CONTRACT 12). The customer need not count, since ids are compared within one customer
 * only. The way in does not count by itself: an event that names no source is another one than an event that does,
 * whichever way either came.
 */
public final class UsageContent {

    public static final int HASH_BYTES = 16;

    private UsageContent() {}

    /** 32 lower-case hex digits: the first half of a SHA-256 over the content. */
    public static String hash(UsageEvent event) {
        MessageDigest sha = Sha256.digest();
        add(sha, event.metricKey());
        sha.update(
                ByteBuffer.allocate(17).putLong(event.units()).put((byte) (event.givenTimestamp().isPresent() ? 1 : 0))
                        .putLong(event.givenTimestamp().map(Instant::toEpochMilli).orElse(0L)).flip());
        sha.update(ByteBuffer.allocate(4).putInt(event.metadata().size()).flip());
        event.metadata().keySet().stream().sorted().forEach(name -> {
            add(sha, name);
            add(sha, event.metadata().getOrDefault(name, ""));
        });
        event.source().ifPresent(source -> {
            sha.update((byte) 1);
            add(sha, source);
        });
        return HexFormat.of().formatHex(Arrays.copyOf(sha.digest(), HASH_BYTES));
    }

    /** Length first, so that no two contents write the same bytes. */
    private static void add(MessageDigest sha, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        sha.update(bytes);
    }
}
