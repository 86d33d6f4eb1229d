package io.quotastack.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import io.javalin.http.Context;

/** Reads bodies that have bounds: each in size and time, all together in memory, by what has arrived of them. */
final class RequestBodies {

    private static final int CHUNK = 8 << 10;

    private final Limits limits;
    private final Semaphore room;
    private final Semaphore roomForBytes;

    /**
     * What it takes.
     *
     * @param bytes of a body
     * @param inHand bodies on their way at a time; further ones are refused, so that those who only read are served
     * @param bytesInHand of all bodies
     * @param within how long a body may be on its way
     */
    record Limits(int bytes, int inHand, int bytesInHand, Duration within) {
        static final Limits DEFAULT = new Limits(1 << 20, 64, 32 << 20, Duration.ofSeconds(10));
    }

    RequestBodies(Limits limits) {
        this.limits = limits;
        this.room = new Semaphore(limits.inHand());
        this.roomForBytes = new Semaphore(limits.bytesInHand() / CHUNK);
    }

    /** Throws a {@link RegistryFault} when the body is too large, too slow, broken off, or there is no room for it now. */
    byte[] read(Context http) {
        if (http.req().getContentLengthLong() > limits.bytes()) {
            throw RegistryFault.tooLarge(limits.bytes());
        }
        if (!room.tryAcquire()) {
            throw RegistryFault.busy();
        }
        try {
            return readCounted(http.req().getInputStream());
        } catch (IOException e) {
            throw RegistryFault.tooSlow();
        } finally {
            room.release();
        }
    }

    private byte[] readCounted(InputStream in) throws IOException {
        long deadline = System.nanoTime() + limits.within().toNanos();
        var body = new ByteArrayOutputStream();
        var chunk = new byte[CHUNK];
        int taken = 0;
        try {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                body.write(chunk, 0, read);
                if (body.size() > limits.bytes()) {
                    throw RegistryFault.tooLarge(limits.bytes());
                }
                if (System.nanoTime() - deadline > 0) {
                    throw RegistryFault.tooSlow();
                }
                int more = (body.size() + CHUNK - 1) / CHUNK - taken;
                if (!roomForBytes.tryAcquire(more)) {
                    throw RegistryFault.busy();
                }
                taken += more;
            }
            return body.toByteArray();
        } finally {
            roomForBytes.release(taken);
        }
    }
}
