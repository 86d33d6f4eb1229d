/**
 * The schema registry of the one process: as much of Confluent's REST protocol as clients and consoles need, for Avro.
 * {@link SchemaSubjects} decides in memory, {@link RegistryLog} keeps what it decided (in Kafka: {@link KafkaRegistryLog},
 * with rows as Confluent's own registry writes them), {@link RegistryRoutes} speaks HTTP.
 */
package io.quotastack.registry;
