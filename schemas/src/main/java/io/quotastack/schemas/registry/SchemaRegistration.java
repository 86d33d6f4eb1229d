package io.quotastack.schemas.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.events.CustomerEvent;
import io.quotastack.events.LedgerEntry;
import io.quotastack.events.SubscriptionChange;
import io.quotastack.events.UsageEvent;
import io.quotastack.events.UsageOutcome;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;
import io.quotastack.schemas.topic.Topics;

/** The schemas of the public topics, which clients find in the registry before the first record (CONTRACT 12). */
public final class SchemaRegistration {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistration.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private SchemaRegistration() {}

    /** The schema of each subject. */
    public static Map<String, Schema> subjects() {
        var subjects = new LinkedHashMap<String, Schema>();
        subjects.put(valueSubject(Topics.USAGE_EVENTS.name()), UsageEvent.getClassSchema());
        subjects.put(valueSubject(Topics.LEDGER_ENTRIES.name()), LedgerEntry.getClassSchema());
        subjects.put(valueSubject(Topics.CUSTOMER_EVENTS.name()), CustomerEvent.getClassSchema());
        subjects.put(valueSubject(Topics.SUBSCRIPTION_CHANGES.name()), SubscriptionChange.getClassSchema());
        subjects.put(valueSubject(Topics.USAGE_OUTCOMES.name()), UsageOutcome.getClassSchema());
        return subjects;
    }

    /** The subject of a topic's values by TopicNameStrategy. */
    public static String valueSubject(String topic) {
        return topic + "-value";
    }

    /**
     * Registers all {@link #subjects()}, each under the rule BACKWARD unless it has one of its own: an operator may
     * have chosen a stricter one. Fails when a schema is refused.
     *
     * @param register false where schemas are registered by others: then it is only checked that all are there
     * @param patience how long to wait for a registry that is not there yet
     */
    public static void registerAll(SchemaRegistryClient registry, boolean register, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (var subject : subjects().entrySet()) {
            while (!done(registry, register, subject.getKey(), subject.getValue(), deadline)) {
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }

    private static boolean done(SchemaRegistryClient registry, boolean register, String subject, Schema schema,
            long deadline) {
        try {
            int id = register ? register(registry, subject, schema) : registry.idOf(subject, schema);
            LOG.debug("the schema of {} has id {}", subject, id);
            return true;
        } catch (Unavailable e) {
            if (System.nanoTime() - deadline >= 0) {
                throw e;
            }
            LOG.debug("waiting for the schema registry", e);
            return false;
        }
    }

    private static int register(SchemaRegistryClient registry, String subject, Schema schema) {
        if (registry.compatibility(subject).isEmpty()) {
            registry.setCompatibility(subject, Compatibility.BACKWARD);
        }
        return registry.register(subject, schema);
    }
}
