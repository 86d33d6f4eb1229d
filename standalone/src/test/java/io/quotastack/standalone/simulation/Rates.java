package io.quotastack.standalone.simulation;

import java.util.random.RandomGenerator;

/**
 * How often what goes wrong, in one run. Some runs have none of a kind and some have much of it, since faults hide each
 * other: where nodes are killed all the time, none lives long enough to become a zombie.
 *
 * @param lost of messages between nodes, and of answers to clients
 * @param repeated of calls between nodes
 * @param appendLost of appends that do not reach the log
 * @param ackLost of appends that do, and whose author does not hear of it
 * @param kill of steps
 * @param pause of steps
 * @param cutOff of steps
 * @param stall of steps, in which all stands still for a while
 * @param clock of steps, in which a clock is put forward or back
 * @param full of steps, in which the disk fills up
 * @param move of steps, in which a partition is moved
 * @param config of steps, in which the configuration changes
 * @param resend of answers whose request is sent once more
 */
record Rates(
        double lost,
        double repeated,
        double appendLost,
        double ackLost,
        double kill,
        double pause,
        double cutOff,
        double stall,
        double clock,
        double full,
        double move,
        double config,
        double resend) {

    static final Rates NONE = new Rates(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static Rates any(RandomGenerator random) {
        return new Rates(upTo(random, 0.2), upTo(random, 0.2), upTo(random, 0.1), upTo(random, 0.2),
                upTo(random, 0.004), upTo(random, 0.004), upTo(random, 0.004), upTo(random, 0.002),
                upTo(random, 0.004), upTo(random, 0.002), upTo(random, 0.01), upTo(random, 0.02), upTo(random, 0.5));
    }

    private static double upTo(RandomGenerator random, double most) {
        return random.nextInt(3) == 0 ? 0 : random.nextDouble(most);
    }
}
