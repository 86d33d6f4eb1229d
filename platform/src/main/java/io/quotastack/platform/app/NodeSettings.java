package io.quotastack.platform.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.quotastack.platform.commit.SessionLease;

/**
 * What a node needs to know of where it runs.
 *
 * @param kafka what any client of the cluster needs: {@code bootstrap.servers}, security
 * @param member how the other nodes know it
 * @param stateDirectory where stores and history live; losing it costs a restore, nothing else
 * @param partitions how many shards there are
 * @param threads stream threads of this node
 * @param copies how many there are of its state
 * @param writes whether it takes any now
 */
public record NodeSettings(
        Map<String, Object> kafka,
        Member member,
        Path stateDirectory,
        int partitions,
        int threads,
        Copies copies,
        WriteGate writes,
        Limits limits) {

    public NodeSettings {
        kafka = Map.copyOf(kafka);
    }

    /** How long what a stream thread owns is surely its own: without an end where there is no other thread to own it. */
    public Supplier<SessionLease> lease() {
        return member.address().isEmpty() && threads == 1 ? SessionLease::endless : SessionLease::ofThread;
    }

    /**
     * One node among others.
     *
     * @param instanceId unique among the nodes and the same after a restart, so that a restart takes its own place again
     * @param clientId by which the broker's log names it
     * @param address {@code host:port} where other nodes reach it, when there are any
     */
    public record Member(String instanceId, String clientId, Optional<String> address) {

        /** The only node there is. */
        public static Member alone(String instanceId) {
            return new Member(instanceId, instanceId, Optional.empty());
        }
    }

    /**
     * Copies of state.
     *
     * @param replication of changelogs
     * @param standbys nodes that keep a store up to date beside the one that writes it
     */
    public record Copies(int replication, int standbys) {

        /** Nobody else has any. */
        public static final Copies ONE = new Copies(1, 0);
    }

    /**
     * What keeps queues from growing without bound.
     *
     * @param waitingCallers at a time
     * @param answerWithin after that long a caller is answered that the outcome is pending
     * @param commitWithin what is decided is seen by all after about that long, or at once when somebody waits for it
     * @param undecidedAccepted commands of a node that were accepted and wait for their decision; a third of them of one environment
     * @param undecidedIntake commands of one partition that wait for it, for usage taken in from Kafka while nobody waits for an answer
     * @param undecidedIntakeBesideCallers the same while callers wait: what they stand behind at the most
     * @param undecidedTicks ticks of one partition while nobody waits for an answer
     * @param undecidedTicksBesideCallers the same while callers wait; with room for the intake beside them
     */
    public record Limits(
            int waitingCallers,
            Duration answerWithin,
            Duration commitWithin,
            int undecidedAccepted,
            int undecidedIntake,
            int undecidedIntakeBesideCallers,
            int undecidedTicks,
            int undecidedTicksBesideCallers) {

        /** The same limits, with transactions that commit within another time. */
        public Limits committingWithin(Duration other) {
            return new Limits(waitingCallers, answerWithin, other, undecidedAccepted, undecidedIntake,
                    undecidedIntakeBesideCallers, undecidedTicks, undecidedTicksBesideCallers);
        }

        public static final Limits DEFAULT = new Limits(10_000, Duration.ofSeconds(10),
                Duration.ofMillis(50), 20_000, 8_000, 32, 2_000,
                25);
    }
}
