package io.quotastack.nodes.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.nodes.start.Waiting.Try;

/**
 * Makes sure that no other node goes by this one's name. Kafka lets the second one take the first one's place, which is
 * right for a node that is started again and wrong for a slip in a configuration: both would take turns.
 *
 * <p>The member of a group is this node's own when it bears the name of its last run, and then it is dead, since one process
 * has the node's directory. Any other one may be alive, or dead and not missed yet; that is waited for.
 */
public final class InstanceClaim {

    /** A session of 10 s, and some time for the coordinator to see that it is over. */
    private static final Duration DEAD_WITHIN = Duration.ofSeconds(15);

    private final KafkaAnswers kafka;
    private final String group;

    public InstanceClaim(KafkaAnswers kafka, String group) {
        this.kafka = kafka;
        this.group = group;
    }

    /** The client id of a run. */
    public static String clientId(String instanceId, String run) {
        return instanceId + "-" + run;
    }

    /**
     * Returns when the name is free. Throws {@link CannotStartException} when another node has it.
     *
     * @param lastRun of this node, whose members are its own
     */
    public void await(String instanceId, Optional<String> lastRun) throws InterruptedException {
        long deadline = System.nanoTime() + DEAD_WITHIN.toNanos();
        // Streams numbers the members of a node by its threads; an intake is one member.
        Pattern ours = Pattern.compile(Pattern.quote(instanceId) + "(-\\d+)?");
        kafka.until(Catalogue.INSTANCE_ID.name() + " " + instanceId, admin -> {
            List<MemberDescription> others = members(admin).stream()
                    .filter(member -> member.groupInstanceId().filter(id -> ours.matcher(id).matches()).isPresent())
                    .filter(member -> lastRun.filter(run -> isOf(run, instanceId, member)).isEmpty()).toList();
            if (others.isEmpty()) {
                return Try.done(true);
            }
            String holder = "a node at " + others.getFirst().host().replace("/", "");
            if (System.nanoTime() - deadline >= 0) {
                throw new CannotStartException(Catalogue.INSTANCE_ID.name() + " (" + Catalogue.INSTANCE_ID.variable()
                        + ") " + instanceId + " is in use by " + holder + ": each node needs one of its own");
            }
            return Try.notYet(holder + " has it, or had it and died less than " + DEAD_WITHIN.toSeconds()
                    + " s ago. If it lives, give this node another one");
        });
    }

    private Collection<MemberDescription> members(Admin admin) throws ExecutionException, InterruptedException {
        try {
            return admin.describeConsumerGroups(Set.of(group)).all().get().values().stream()
                    .flatMap(described -> described.members().stream()).toList();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw e;
        }
    }

    private static boolean isOf(String run, String instanceId, MemberDescription member) {
        return member.clientId().startsWith(clientId(instanceId, run) + "-");
    }
}
