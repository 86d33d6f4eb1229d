package io.quotastack.ledger.verify;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells how far a long work is, every few seconds. */
final class Progress {

    private static final long EVERY_NANOS = Duration.ofSeconds(2).toNanos();

    private final Consumer<String> lines;
    private long toldNanos = System.nanoTime();

    Progress(Consumer<String> lines) {
        this.lines = lines;
    }

    void say(String line) {
        lines.accept(line);
    }

    void on(Supplier<String> line) {
        long now = System.nanoTime();
        if (now - toldNanos > EVERY_NANOS) {
            toldNanos = now;
            say(line.get());
        }
    }
}
