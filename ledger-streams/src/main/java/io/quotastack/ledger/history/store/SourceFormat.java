package io.quotastack.ledger.history.store;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.events.SubscriptionChange;
import io.quotastack.events.UsageOutcome;
import io.quotastack.ledger.wire.EntryCodec;
import io.quotastack.schemas.registry.SchemaRegistryException;
import io.quotastack.schemas.serde.NotAMessageException;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/**
 * Reads the records of the topics; rows keep them as they came, so it reads those too. Fails with
 * {@link UnreadSourceException}, which says why. The deserializers, of {@code AvroSerdes}, are used by many threads at
 * once, as Streams' own queries use a store's.
 */
public record SourceFormat(
        Deserializer<io.quotastack.events.LedgerEntry> entries,
        Deserializer<UsageOutcome> outcomes,
        Deserializer<SubscriptionChange> changes) {

    private static final Logger LOG = LoggerFactory.getLogger(SourceFormat.class);

    LoggedEntry entry(byte[] value) {
        io.quotastack.events.LedgerEntry entry = read(entries, Topics.LEDGER_ENTRIES, value);
        try {
            return new LoggedEntry(EntryCodec.fromAvro(entry), entry.getExternalCustomerId());
        } catch (IllegalArgumentException e) {
            throw new UnreadSourceException.Unreadable(e);
        }
    }

    public LoggedOutcome outcome(byte[] value) {
        UsageOutcome outcome = read(outcomes, Topics.USAGE_OUTCOMES, value);
        try {
            return LoggedOutcome.of(outcome);
        } catch (IllegalArgumentException e) {
            throw new UnreadSourceException.Unreadable(e);
        }
    }

    LoggedChange change(byte[] value) {
        SubscriptionChange change = read(changes, Topics.SUBSCRIPTION_CHANGES, value);
        try {
            return LoggedChange.of(change);
        } catch (IllegalArgumentException e) {
            throw new UnreadSourceException.Unreadable(e);
        }
    }

    private static <T> T read(Deserializer<T> deserializer, Topic topic, byte[] value) {
        try {
            return deserializer.deserialize(topic.name(), value);
        } catch (NotAMessageException e) {
            throw new UnreadSourceException.NotAMessage(e);
        } catch (SerializationException e) {
            LOG.debug("a record of {} cannot be read", topic.name(), e);
            throw new UnreadSourceException.Unreadable(e);
        } catch (SchemaRegistryException e) {
            throw new UnreadSourceException.OutOfReach(e);
        }
    }
}
