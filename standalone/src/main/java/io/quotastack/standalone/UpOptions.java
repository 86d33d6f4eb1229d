package io.quotastack.standalone;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What {@code up} was asked for. A port of 0 is a free one.
 *
 * @param host where the API listens, and the health port; all else stays on the loopback
 * @param healthPort absent: the API shows the metrics
 * @param hostNames by what else the API may be called, where a proxy passes its names on
 * @param corsOrigins of web pages that may call the API
 * @param partitions absent: the installation's, or at the first start by the machine's cores
 * @param minFreeMebibytes of the disk below which no writes are taken; absent: 1 GiB, or a tenth of a smaller one
 * @param acceptClock the clock is right, whatever was seen last
 * @param newSecretsKey a new master key may take the place of a missing one
 */
record UpOptions(
        Path dataDirectory,
        String host,
        int port,
        int kafkaPort,
        int registryPort,
        OptionalInt partitions,
        boolean fsync,
        boolean privateWebhooks,
        boolean webhookAnswers,
        Set<String> hostNames,
        Set<String> corsOrigins,
        OptionalInt healthPort,
        Optional<Integer> minFreeMebibytes,
        boolean acceptClock,
        boolean newSecretsKey) {}
