package io.quotastack.registry;

import java.util.List;

/** Where the registry's changes are kept. */
interface RegistryLog extends AutoCloseable {

    /** All rows, oldest first. */
    List<RegistryRow> readAll();

    /** Returns when the row is durable. Throws KafkaException when that is not known. */
    void append(RegistryRow row);

    @Override
    void close();
}
