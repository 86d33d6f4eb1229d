package io.quotastack.standalone;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What {@code up} was asked for. A port of 0 is a free one.
 *
 * @param host where the API listens; all else stays on the loopback
 * @param partitions absent: the installation's, or at the first start by the machine's cores
 */
record UpOptions(
        Path dataDirectory,
        String host,
        int port,
        int kafkaPort,
        int registryPort,
        OptionalInt partitions,
        boolean fsync,
        boolean privateWebhooks) {}
