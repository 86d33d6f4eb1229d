package io.quotastack.standalone.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.standalone.simulation.Door.Answered;
import io.quotastack.standalone.simulation.Traffic.Wish;

/**
 * A client with one wish, which it sends until it has an answer: again under the same key when the node breaks off, when the
 * answer is lost, when it is told to, and without waiting for what it sent before.
 */
final class Caller {

    private static final int MOST_AT_ONCE = 3;

    final Wish wish;
    private final List<Attempt> attempts = new ArrayList<>();

    /** One time that it is sent. */
    private static final class Attempt {
        private final SimulatedNode node;
        /** What it must see at least: that much was answered before it was sent. */
        private final long floor;
        private Optional<Answered> answered = Optional.empty();
        private final Turns turns;

        Attempt(Wish wish, SimulatedNode node, long floor) {
            this.node = node;
            this.floor = floor;
            this.turns = new Turns(() -> answered = Optional.of(node.door()
                    .serve(wish.sent().with("X-API-Key", SimulatedConfig.KEY))));
        }

        boolean canGoOn() {
            return !node.paused && turns.canGoOn();
        }
    }

    /** An answer, and what was known when its request was sent. */
    record Heard(Answered answered, long floor) {}

    Caller(Wish wish) {
        this.wish = wish;
    }

    boolean isWaiting() {
        return !attempts.isEmpty();
    }

    boolean maySend() {
        return attempts.size() < MOST_AT_ONCE;
    }

    void send(SimulatedNode node, long floor) {
        var attempt = new Attempt(wish, node, floor);
        attempts.add(attempt);
        attempt.turns.next();
    }

    /** Whether an attempt can go on, or has an answer. */
    boolean hasNews() {
        return attempts.stream().anyMatch(attempt -> attempt.canGoOn() || attempt.turns.isEnded());
    }

    /** Any attempt that can go on does. */
    void goOn(Cluster cluster) {
        cluster.anyOf(attempts.stream().filter(Attempt::canGoOn)).ifPresent(attempt -> attempt.turns.next());
    }

    /** Its connections to that node break. */
    void breakOff(SimulatedNode node) {
        attempts.removeIf(attempt -> {
            if (attempt.node == node) {
                attempt.turns.kill();
            }
            return attempt.node == node;
        });
    }

    /** The answer to an attempt that has come to its end; absent when there is none. */
    Optional<Heard> hear() {
        Optional<Attempt> ended = attempts.stream().filter(attempt -> attempt.turns.isEnded()).findFirst();
        ended.ifPresent(attempts::remove);
        return ended.map(attempt -> new Heard(attempt.answered.orElseThrow(), attempt.floor));
    }
}
