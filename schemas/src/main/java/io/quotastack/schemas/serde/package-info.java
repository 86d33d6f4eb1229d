/**
 * Avro values in the registry's wire format (a zero byte, the schema's id in four, the record), behind Kafka's own serde
 * interface, so that another serde can stand in their place.
 */
package io.quotastack.schemas.serde;
