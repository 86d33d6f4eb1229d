package io.quotastack.metering.intake;

import java.util.Map;

import io.quotastack.platform.app.NodeSettings;

/**
 * How the intake reaches Kafka.
 *
 * @param kafka of every client: {@code bootstrap.servers}, security
 * @param member this node: one that is started again under its name takes its partitions up at once
 * @param customerPartitions of {@code commands}
 * @param amongOthers other nodes take its partitions over when it stops
 */
public record IntakeSettings(
        Map<String, Object> kafka,
        NodeSettings.Member member,
        int customerPartitions,
        boolean amongOthers) {
    public IntakeSettings {
        kafka = Map.copyOf(kafka);
    }
}
