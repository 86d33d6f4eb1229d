package io.quotastack.metering.intake;

import java.util.Map;

/**
 * How the intake reaches Kafka.
 *
 * @param kafka of every client: {@code bootstrap.servers}, security
 * @param instanceId of this node, unique and the same after a restart (static membership): a restarted node takes its
 *            partitions up again at once
 * @param customerPartitions of {@code commands}
 */
public record IntakeSettings(Map<String, Object> kafka, String instanceId, int customerPartitions) {
    public IntakeSettings {
        kafka = Map.copyOf(kafka);
    }
}
