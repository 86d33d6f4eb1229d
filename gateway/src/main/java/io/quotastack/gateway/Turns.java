package io.quotastack.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Work that takes a processor for a while, so many pieces of it at once. Whoever finds no place waits: first come first
 * served among those of one owner, in turns between owners. So an owner with ever so many waiting holds up others by a piece
 * of its work, not by all of it.
 */
public final class Turns {

    /** Of an owner; each holds a request in hand. */
    private static final int MOST_WAITING = 1_000;

    private final int ofAnOwner;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    /** Only those with work in a place or waiting; like all here, looked at under the lock. */
    private final Map<String, Owner> owners = new HashMap<>();
    private final Deque<Owner> waiting = new ArrayDeque<>();
    private int free;

    private static final class Turn {
        private final CompletableFuture<Void> come = new CompletableFuture<>();
    }

    private static final class Owner {
        private final String name;
        private final Deque<Turn> waiters = new ArrayDeque<>();
        private int inPlace;

        Owner(String name) {
            this.name = name;
        }
    }

    /**
     * Places for work.
     *
     * @param places at once
     * @param ofAnOwner the most of them that one owner has
     * @param patience how long one waits for a place
     */
    public Turns(int places, int ofAnOwner, Duration patience) {
        this.free = places;
        this.ofAnOwner = ofAnOwner;
        this.patience = patience;
    }

    /** Waits for a place, to be given back by {@link #leave}; false when there was none in time. */
    public boolean enter(String owner) {
        Turn turn = ask(owner);
        try {
            turn.come.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !giveUp(owner, turn);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !giveUp(owner, turn);
        }
    }

    private Turn ask(String name) {
        var turn = new Turn();
        lock.lock();
        try {
            Owner owner = owners.computeIfAbsent(name, Owner::new);
            if (owner.waiters.size() >= MOST_WAITING) {
                turn.come.completeExceptionally(new OverloadedException("too many wait for their turn"));
                return turn;
            }
            owner.waiters.add(turn);
            if (owner.waiters.size() == 1) {
                waiting.addLast(owner);
            }
            letIn();
        } finally {
            lock.unlock();
        }
        return turn;
    }

    /** Whether the turn had not come; it will not come any more. */
    private boolean giveUp(String name, Turn turn) {
        lock.lock();
        try {
            if (turn.come.isDone() && !turn.come.isCompletedExceptionally()) {
                return false;
            }
            @Nullable
            Owner owner = owners.get(name);
            if (owner != null && owner.waiters.remove(turn)) {
                if (owner.waiters.isEmpty()) {
                    waiting.remove(owner);
                }
                forgetIfIdle(owner);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the place of {@link #enter} back. */
    public void leave(String name) {
        lock.lock();
        try {
            @Nullable
            Owner owner = owners.get(name);
            if (owner == null || owner.inPlace == 0) {
                throw new IllegalStateException(name + " has no place to leave");
            }
            owner.inPlace--;
            free++;
            letIn();
            forgetIfIdle(owner);
        } finally {
            lock.unlock();
        }
    }

    /** How many wait for a place. */
    int waiting() {
        lock.lock();
        try {
            return waiting.stream().mapToInt(owner -> owner.waiters.size()).sum();
        } finally {
            lock.unlock();
        }
    }

    private void letIn() {
        int passedOver = 0;
        while (free > 0 && passedOver < waiting.size()) {
            Owner owner = waiting.removeFirst();
            if (owner.inPlace < ofAnOwner) {
                owner.inPlace++;
                free--;
                owner.waiters.removeFirst().come.complete(null);
                passedOver = 0;
            } else {
                passedOver++;
            }
            if (!owner.waiters.isEmpty()) {
                waiting.addLast(owner);
            }
        }
    }

    private void forgetIfIdle(Owner owner) {
        if (owner.inPlace == 0 && owner.waiters.isEmpty()) {
            owners.remove(owner.name);
        }
    }
}
