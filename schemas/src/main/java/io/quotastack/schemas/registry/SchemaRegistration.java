package io.quotastack.schemas.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

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
    /** A registry that starts with us is no news. */
    private static final Duration FIRST_LINE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

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
     * have chosen a stricter one. Fails when the registry refuses a schema, or lacks one that others should have
     * registered; waits for a registry that does not answer, as long as that takes.
     *
     * @param register false where schemas are registered by others: then it is only checked that all are there
     * @param progress is told what it waits for, and since when, in a line now and then
     */
    public static void registerAll(SchemaRegistryClient registry, boolean register, Consumer<String> progress)
            throws InterruptedException {
        var waiting = new Waiting(registry, progress);
        for (var subject : subjects().entrySet()) {
            while (!done(registry, register, subject.getKey(), subject.getValue(), waiting)) {
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }

    private static boolean done(SchemaRegistryClient registry, boolean register, String subject, Schema schema,
            Waiting waiting) {
        try {
            int id = register ? register(registry, subject, schema) : registry.idOf(subject, schema);
            LOG.debug("the schema of {} has id {}", subject, id);
            return true;
        } catch (Unavailable e) {
            waiting.tell(e);
            return false;
        }
    }

    /** What is said while the registry does not answer. */
    private static final class Waiting {

        private final SchemaRegistryClient registry;
        private final Consumer<String> progress;
        private Duration nextLine = FIRST_LINE;

        Waiting(SchemaRegistryClient registry, Consumer<String> progress) {
            this.registry = registry;
            this.progress = progress;
        }

        void tell(Unavailable why) {
            Duration lasts = registry.outage().lasts();
            if (lasts.compareTo(nextLine) >= 0) {
                progress.accept("  waiting for " + registry.outage().what() + " since "
                        + Instant.now().minus(lasts).truncatedTo(ChronoUnit.SECONDS) + ": " + why.getMessage());
                nextLine = lasts.plus(BETWEEN_LINES);
            }
        }
    }

    private static int register(SchemaRegistryClient registry, String subject, Schema schema) {
        if (registry.compatibility(subject).isEmpty()) {
            registry.setCompatibility(subject, Compatibility.BACKWARD);
        }
        return registry.register(subject, schema);
    }
}
