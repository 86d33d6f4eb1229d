package io.quotastack.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.KafkaException;

import io.quotastack.registry.RegistryRow.CompatibilityCleared;
import io.quotastack.registry.RegistryRow.CompatibilitySet;
import io.quotastack.registry.RegistryRow.SchemaPut;
import io.quotastack.schemas.registry.Compatibility;

/**
 * The subjects, their versions and their rules. Every change is durable in the log before it is seen here or answered.
 *
 * <p>Schemas are equal when their texts in Avro's own spelling are. Equal schemas have one id under all subjects. An id
 * is never given to a second schema, since records bear it: hence deleting is always soft.
 */
final class SchemaSubjects {

    private static final Compatibility DEFAULT_COMPATIBILITY = Compatibility.BACKWARD;

    private final RegistryLog log;
    private final SortedMap<String, TreeMap<Integer, SchemaPut>> subjects = new TreeMap<>();
    private final SortedMap<Integer, String> schemasById = new TreeMap<>();
    private final Map<String, Integer> idsBySchema = new HashMap<>();
    private final Map<Optional<String>, Compatibility> compatibilities = new HashMap<>();
    private int lastId;

    SchemaSubjects(RegistryLog log) {
        this.log = log;
        log.readAll().forEach(this::apply);
    }

    private void apply(RegistryRow row) {
        switch (row) {
            case SchemaPut put -> {
                subjects.computeIfAbsent(put.subject(), subject -> new TreeMap<>()).put(put.version(), put);
                schemasById.put(put.id(), put.schema());
                idsBySchema.put(put.schema(), put.id());
                lastId = Math.max(lastId, put.id());
            }
            case CompatibilitySet set -> compatibilities.put(set.subject(), set.compatibility());
            case CompatibilityCleared cleared -> compatibilities.remove(Optional.of(cleared.subject()));
        }
    }

    private void write(RegistryRow row) {
        try {
            log.append(row);
        } catch (KafkaException e) {
            throw RegistryFault.storeFailed();
        }
        apply(row);
    }

    synchronized List<String> subjects(boolean deletedToo) {
        return subjects.keySet().stream().filter(subject -> deletedToo || exists(subject)).toList();
    }

    synchronized List<Integer> versions(String subject, boolean deletedToo) {
        return existing(subject, deletedToo).stream().map(SchemaPut::version).toList();
    }

    /** @param version a number, or {@code latest} */
    synchronized SchemaPut version(String subject, String version, boolean deletedToo) {
        List<SchemaPut> versions = existing(subject, deletedToo);
        Optional<Integer> number = number(version);
        return number.map(wanted -> versions.stream().filter(put -> put.version() == wanted).findFirst()
                .orElseThrow(() -> RegistryFault.versionNotFound(wanted))).orElseGet(versions::getLast);
    }

    /** Registers the schema unless it is there, and returns its id. */
    synchronized int register(String subject, String text) {
        Schema schema = parse(text);
        String spelled = schema.toString();
        Optional<SchemaPut> there = find(subject, spelled, false);
        if (there.isPresent()) {
            return there.get().id();
        }
        List<String> differences = differences(subject, schema, live(subject));
        if (!differences.isEmpty()) {
            throw RegistryFault.incompatible(subject, differences);
        }
        // An id that a failed write may have left in the log is not used again: nobody knows whether it is there.
        int id = idsBySchema.containsKey(spelled) ? idsBySchema.get(spelled) : ++lastId;
        var versions = subjects.getOrDefault(subject, new TreeMap<>());
        write(new SchemaPut(subject, versions.isEmpty() ? 1 : versions.lastKey() + 1, id, spelled, false));
        return id;
    }

    /** Where the schema stands under the subject. */
    synchronized SchemaPut lookUp(String subject, String text, boolean deletedToo) {
        String spelled = parse(text).toString();
        existing(subject, deletedToo);
        return find(subject, spelled, deletedToo).orElseThrow(RegistryFault::schemaNotFound);
    }

    synchronized String schema(int id) {
        return Optional.ofNullable(schemasById.get(id)).orElseThrow(RegistryFault::schemaNotFound);
    }

    /** Every place where the schema with this id stands. */
    synchronized List<SchemaPut> places(int id, boolean deletedToo) {
        schema(id);
        return subjects.values().stream().flatMap(versions -> versions.values().stream())
                .filter(put -> put.id() == id && (deletedToo || !put.deleted())).toList();
    }

    /** What keeps the schema from following those under the subject, by the subject's rule; empty when nothing does. */
    synchronized List<String> differences(String subject, String text) {
        return differences(subject, parse(text), live(subject));
    }

    /** The same against one version only. */
    synchronized List<String> differences(String subject, String text, String version) {
        Schema schema = parse(text);
        return differences(subject, schema, List.of(version(subject, version, false)));
    }

    private List<String> differences(String subject, Schema schema, List<SchemaPut> earlier) {
        Compatibility rule = compatibility(Optional.of(subject)).orElseGet(this::globalCompatibility);
        return CompatibilityCheck.differences(rule, schema, earlier.stream().map(put -> parse(put.schema())).toList());
    }

    synchronized Compatibility globalCompatibility() {
        return compatibilities.getOrDefault(Optional.<String>empty(), DEFAULT_COMPATIBILITY);
    }

    synchronized Optional<Compatibility> compatibility(Optional<String> subject) {
        return Optional.ofNullable(compatibilities.get(subject));
    }

    synchronized void setCompatibility(Optional<String> subject, Compatibility compatibility) {
        write(new CompatibilitySet(subject, compatibility));
    }

    /** Returns the rule that was the subject's own. */
    synchronized Compatibility clearCompatibility(String subject) {
        Compatibility cleared = compatibility(Optional.of(subject))
                .orElseThrow(() -> RegistryFault.noCompatibilityOf(subject));
        write(new CompatibilityCleared(subject));
        return cleared;
    }

    /** Softly deletes all versions and returns their numbers. */
    synchronized List<Integer> delete(String subject) {
        List<SchemaPut> versions = existing(subject, false);
        versions.forEach(this::delete);
        if (compatibility(Optional.of(subject)).isPresent()) {
            write(new CompatibilityCleared(subject));
        }
        return versions.stream().map(SchemaPut::version).toList();
    }

    /** Softly deletes one version and returns its number. */
    synchronized int delete(String subject, String version) {
        SchemaPut put = version(subject, version, false);
        delete(put);
        return put.version();
    }

    private void delete(SchemaPut put) {
        write(new SchemaPut(put.subject(), put.version(), put.id(), put.schema(), true));
    }

    private boolean exists(String subject) {
        return !live(subject).isEmpty();
    }

    private List<SchemaPut> live(String subject) {
        return subjects.getOrDefault(subject, new TreeMap<>()).values().stream().filter(put -> !put.deleted()).toList();
    }

    private List<SchemaPut> existing(String subject, boolean deletedToo) {
        List<SchemaPut> versions = deletedToo
                ? List.copyOf(subjects.getOrDefault(subject, new TreeMap<>()).values())
                : live(subject);
        if (versions.isEmpty()) {
            throw RegistryFault.subjectNotFound(subject);
        }
        return versions;
    }

    private Optional<SchemaPut> find(String subject, String spelled, boolean deletedToo) {
        return subjects.getOrDefault(subject, new TreeMap<>()).values().stream()
                .filter(put -> put.schema().equals(spelled) && (deletedToo || !put.deleted()))
                .reduce((earlier, later) -> later);
    }

    private static Optional<Integer> number(String version) {
        if (version.equals("latest") || version.equals("-1")) {
            return Optional.empty();
        }
        try {
            int number = Integer.parseInt(version);
            if (number >= 1) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            throw RegistryFault.invalidVersion(version);
        }
        throw RegistryFault.invalidVersion(version);
    }

    private static Schema parse(String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw RegistryFault.invalidSchema(String.valueOf(e.getMessage()));
        }
    }
}
