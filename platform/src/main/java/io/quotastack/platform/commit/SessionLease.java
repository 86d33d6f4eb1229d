package io.quotastack.platform.commit;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How long what a stream thread owns is surely its own. The cluster gives partitions to others only when it has not heard of
 * their owner for a session; so an owner that knows when it was last heard of knows until when nobody else has them, cut
 * off or not. After that it may decide, since whoever decides the log comes to the same, but it must not answer reads:
 * another one may have decided more. Nor may it tell what it decides before that is committed: another one may answer reads
 * without it.
 *
 * <p>The cluster has heard of an owner when it answers a heartbeat, or a request to join. Clients count these answers and do
 * not tell when what they answer was sent; but each is sent only when the one before was answered. So the last one was sent
 * after the time at which fewer than those before had come, and the lease runs from there.
 *
 * <p>It is renewed only by the thread that polls: a thread that hangs keeps its heartbeats, and loses its partitions all
 * the same. What an answer says, such as that the owner is out of the group, the poll that follows it acts upon; so an answer
 * counts after that poll.
 */
public final class SessionLease {

    private static final ThreadLocal<Optional<SessionLease>> OF_THREAD = ThreadLocal.withInitial(Optional::empty);

    private final long nanos;
    private final LongSupplier nanoTime;
    private long answers;
    /** When fewer than {@link #answers} had come, at the latest. */
    private long before;
    private long lastLook;
    private volatile long until;
    private volatile boolean endless;

    /**
     * Not held yet.
     *
     * @param session a tenth of it is left for clocks that do not run alike
     * @param nanoTime never goes back
     */
    public SessionLease(Duration session, LongSupplier nanoTime) {
        this.nanos = session.toNanos() / 10 * 9;
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        this.before = now;
        this.lastLook = now;
        this.until = now;
    }

    /** That of an owner that nobody else can follow: the one thread of the one process, and in tests without a cluster. */
    public static SessionLease endless() {
        var lease = new SessionLease(Duration.ZERO, System::nanoTime);
        lease.endless = true;
        return lease;
    }

    /** The one of the calling stream thread, which has polled. */
    public static SessionLease ofThread() {
        return OF_THREAD.get().orElseThrow(
                () -> new IllegalStateException("no stream thread: " + Thread.currentThread().getName()));
    }

    void isOfThread() {
        OF_THREAD.set(Optional.of(this));
    }

    /**
     * A poll has returned.
     *
     * @param counted so many answers had come before it
     * @param now taken before they were counted
     */
    public void polled(long counted, long now) {
        if (counted > answers) {
            until = (counted - answers > 1 ? lastLook : before) + nanos;
            before = lastLook;
            answers = counted;
        }
        lastLook = now;
    }

    /** Whether nobody else can have taken over until now; for those who have read, after they have. */
    public boolean isHeld() {
        return endless || isHeldAt(nanoTime.getAsLong());
    }

    boolean isHeldAt(long now) {
        return until - now > 0;
    }
}
