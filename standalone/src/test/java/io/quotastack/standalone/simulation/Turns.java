package io.quotastack.standalone.simulation;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Code that blocks, on a thread of its own which runs only while the simulation waits for it: whatever blocks, one thing
 * happens at a time, and the simulation says which.
 */
final class Turns {

    private static final ThreadLocal<Turns> CURRENT = new ThreadLocal<>();

    private final Semaphore ours = new Semaphore(0);
    private final Semaphore theirs = new Semaphore(0);
    private CompletableFuture<?> awaited = CompletableFuture.completedFuture(null);
    private Optional<Throwable> failure = Optional.empty();
    private boolean ended;
    private boolean killed;

    /** Ends the code of a node that is killed, wherever it waits; nothing of the product catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Work that begins with the first turn. */
    Turns(Runnable work) {
        Thread.ofVirtual().start(() -> {
            CURRENT.set(this);
            ours.acquireUninterruptibly();
            try {
                work.run();
            } catch (Killed e) {
                killed = true;
            } catch (Throwable e) { // told to whoever gives the turn
                failure = Optional.of(e);
            }
            ended = true;
            theirs.release();
        });
    }

    /** Lets it go on until it waits again, or ends. */
    void next() {
        ours.release();
        theirs.acquireUninterruptibly();
        failure.ifPresent(broke -> {
            throw new AssertionError("what ran by turns broke", broke);
        });
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether it would not only wait on. */
    boolean canGoOn() {
        return !ended && awaited.isDone();
    }

    /** It ends where it waits, without a word to anybody. */
    void kill() {
        killed = true;
        if (!ended) {
            next();
        }
    }

    /** A future whose {@link #join} gives the turn back. */
    static final class Future<T> extends CompletableFuture<T> {

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new Future<>();
        }

        @Override
        public T join() {
            Turns turns = CURRENT.get();
            while (turns != null && !isDone()) {
                turns.await(this);
            }
            return super.join();
        }

        /** One that becomes what the other becomes. */
        static <T> Future<T> of(CompletableFuture<T> other) {
            var future = new Future<T>();
            CompletableFuture<T> unused = other.whenComplete((result, problem) -> {
                if (problem == null) {
                    future.complete(result);
                } else {
                    future.completeExceptionally(problem);
                }
            });
            return future;
        }
    }

    private void await(CompletableFuture<?> future) {
        awaited = future;
        theirs.release();
        ours.acquireUninterruptibly();
        if (killed) {
            throw new Killed();
        }
    }
}
