package io.quotastack.ledger.history.store;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

import io.quotastack.events.SubscriptionChange;
import io.quotastack.events.UsageOutcome;
import io.quotastack.ledger.wire.EntryCodec;
import io.quotastack.schemas.registry.SchemaRegistryException;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/**
 * Reads the records of the topics; rows keep them as they came, so it reads those too. Fails with
 * {@link UnreadableException} on what is no such record, and otherwise when the registry cannot say. The deserializers are used by many threads at once, as Streams'
 * own queries use a store's.
 */
public record SourceFormat(
        Deserializer<io.quotastack.events.LedgerEntry> entries,
        Deserializer<UsageOutcome> outcomes,
        Deserializer<SubscriptionChange> changes) {

    LoggedEntry entry(byte[] value) {
        io.quotastack.events.LedgerEntry entry = read(entries, Topics.LEDGER_ENTRIES, value);
        try {
            return new LoggedEntry(EntryCodec.fromAvro(entry), entry.getExternalCustomerId());
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(e);
        }
    }

    public LoggedOutcome outcome(byte[] value) {
        UsageOutcome outcome = read(outcomes, Topics.USAGE_OUTCOMES, value);
        try {
            return LoggedOutcome.of(outcome);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(e);
        }
    }

    LoggedChange change(byte[] value) {
        SubscriptionChange change = read(changes, Topics.SUBSCRIPTION_CHANGES, value);
        try {
            return LoggedChange.of(change);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(e);
        }
    }

    private static <T> T read(Deserializer<T> deserializer, Topic topic, byte[] value) {
        try {
            return deserializer.deserialize(topic.name(), value);
        } catch (SerializationException e) {
            if (ofTheNetwork(e)) {
                throw e;
            }
            throw new UnreadableException(e);
        } catch (SchemaRegistryException.NotFound | SchemaRegistryException.Refused e) {
            throw new UnreadableException(e);
        }
    }

    /** Confluent's serdes say the same of a broken record and of a registry that did not answer; the cause tells. */
    private static boolean ofTheNetwork(SerializationException failure) {
        for (Throwable cause : Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause).toList()) {
            if (cause instanceof SocketException || cause instanceof SocketTimeoutException
                    || cause instanceof UnknownHostException || cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    /** A record that nobody of ours can have written. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(Throwable cause) {
            super(cause);
        }
    }
}
