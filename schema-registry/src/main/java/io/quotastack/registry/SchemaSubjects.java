package io.quotastack.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.registry.RegistryRow.ConfigCleared;
import io.quotastack.registry.RegistryRow.ConfigPut;
import io.quotastack.registry.RegistryRow.SchemaPut;
import io.quotastack.registry.RegistryRow.SchemaRemoved;
import io.quotastack.registry.RegistryRow.SubjectCleared;
import io.quotastack.registry.RegistryRow.SubjectDeleted;
import io.quotastack.schemas.registry.Compatibility;

/**
 * The subjects, their versions and their rules. Every change is durable in the log before it is seen here or answered.
 *
 * <p>Schemas are equal when their texts in Avro's own spelling are. Equal schemas have one id under all subjects. An id
 * is never given to a second schema, since records bear it: hence deleting is always soft here. Another registry that
 * had the topic may have deleted for good, and may have left schemas of other languages: those are listed and handed
 * out as what they are.
 */
final class SchemaSubjects {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaSubjects.class);
    private static final Compatibility DEFAULT_COMPATIBILITY = Compatibility.BACKWARD;

    private static final int MOST_SUBJECT_LENGTH = 255;
    private static final int MOST_SUBJECTS = 10_000;
    private static final int MOST_VERSIONS = 1_000;
    /** A row holds it once more escaped, and has to fit a record of 1 MiB. */
    private static final int MOST_SCHEMA_LENGTH = 256 << 10;
    private static final long MOST_CHARACTERS = 64L << 20;

    private final RegistryLog log;
    private final SortedMap<String, TreeMap<Integer, SchemaPut>> subjects = new TreeMap<>();
    private final Map<Integer, SchemaPut> schemasById = new HashMap<>();
    private final Map<String, Integer> idsBySchema = new HashMap<>();
    private final Map<Optional<String>, ConfigPut> configs = new HashMap<>();
    /** Of the schemas that have an id. */
    private long characters;
    private int lastId;

    SchemaSubjects(RegistryLog log) {
        this.log = log;
        log.readAll().forEach(this::apply);
    }

    private void apply(RegistryRow row) {
        switch (row) {
            case SchemaPut put -> put(put);
            case SchemaRemoved removed -> remove(removed.subject(), removed.version());
            case SubjectDeleted deleted -> live(deleted.subject()).stream()
                    .filter(put -> put.version() <= deleted.lastVersion())
                    .forEach(put -> put(put.softlyDeleted()));
            case SubjectCleared cleared -> List.copyOf(versions(cleared.subject()).values()).stream()
                    .filter(SchemaPut::deleted).forEach(put -> remove(put.subject(), put.version()));
            case ConfigPut put -> configs.put(put.subject(), put);
            case ConfigCleared cleared -> configs.remove(cleared.subject());
        }
    }

    private void put(SchemaPut put) {
        SchemaPut known = schemasById.get(put.id());
        if (known != null && !known.schema().equals(put.schema())) {
            LOG.error("{} version {} is passed over: its id {} is that of another schema, under {}", put.subject(),
                    put.version(), put.id(), known.subject());
            return;
        }
        subjects.computeIfAbsent(put.subject(), subject -> new TreeMap<>()).put(put.version(), put);
        schemasById.put(put.id(), put);
        if (put.isPlainAvro()) {
            if (!idsBySchema.containsKey(put.schema())) {
                characters += put.schema().length();
            }
            idsBySchema.put(put.schema(), put.id());
        }
        lastId = Math.max(lastId, put.id());
    }

    /** Its id goes too, unless another place has it. */
    private void remove(String subject, int version) {
        SchemaPut gone = versions(subject).remove(version);
        if (gone == null) {
            return;
        }
        if (versions(subject).isEmpty()) {
            subjects.remove(subject);
        }
        Optional<SchemaPut> elsewhere = everywhere().filter(put -> put.id() == gone.id()).findFirst();
        elsewhere.ifPresentOrElse(put -> schemasById.put(put.id(), put), () -> {
            schemasById.remove(gone.id());
            if (idsBySchema.remove(gone.schema(), gone.id())) {
                characters -= gone.schema().length();
            }
        });
    }

    private Stream<SchemaPut> everywhere() {
        return subjects.values().stream().flatMap(versions -> versions.values().stream());
    }

    private SortedMap<Integer, SchemaPut> versions(String subject) {
        return subjects.getOrDefault(subject, new TreeMap<>());
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
        checkRoom(subject, spelled);
        List<String> differences = differences(subject, schema, live(subject));
        if (!differences.isEmpty()) {
            throw RegistryFault.incompatible(subject, differences);
        }
        // An id that a failed write may have left in the log is not used again: nobody knows whether it is there.
        int id = idsBySchema.containsKey(spelled) ? idsBySchema.get(spelled) : ++lastId;
        SortedMap<Integer, SchemaPut> versions = versions(subject);
        write(SchemaPut.avro(subject, versions.isEmpty() ? 1 : versions.lastKey() + 1, id, spelled));
        return id;
    }

    /** Whoever registers is asked for no password, and every start reads all of it. */
    private void checkRoom(String subject, String spelled) {
        checkName(subject);
        if (spelled.length() > MOST_SCHEMA_LENGTH) {
            throw RegistryFault.invalidSchema("it has more than " + MOST_SCHEMA_LENGTH + " characters");
        }
        if (!subjects.containsKey(subject) && subjects.size() >= MOST_SUBJECTS) {
            throw RegistryFault.notPermitted("This registry keeps " + MOST_SUBJECTS + " subjects at most");
        }
        if (versions(subject).size() >= MOST_VERSIONS) {
            throw RegistryFault.notPermitted("A subject has " + MOST_VERSIONS + " versions at most");
        }
        if (!idsBySchema.containsKey(spelled) && characters + spelled.length() > MOST_CHARACTERS) {
            throw RegistryFault
                    .notPermitted("This registry keeps " + MOST_CHARACTERS + " characters of schemas at most");
        }
    }

    private static void checkName(String subject) {
        if (subject.length() > MOST_SUBJECT_LENGTH) {
            throw RegistryFault.notPermitted("A subject has " + MOST_SUBJECT_LENGTH + " characters at most");
        }
    }

    /** Where the schema stands under the subject. */
    synchronized SchemaPut lookUp(String subject, String text, boolean deletedToo) {
        String spelled = parse(text).toString();
        existing(subject, deletedToo);
        return find(subject, spelled, deletedToo).orElseThrow(RegistryFault::schemaNotFound);
    }

    synchronized SchemaPut schema(int id) {
        return Optional.ofNullable(schemasById.get(id)).orElseThrow(RegistryFault::schemaNotFound);
    }

    /** Every place where the schema with this id stands. */
    synchronized List<SchemaPut> places(int id, boolean deletedToo) {
        int known = schema(id).id();
        return everywhere().filter(put -> put.id() == known && (deletedToo || !put.deleted())).toList();
    }

    /** The ids of the schemas that name this version among their references. */
    synchronized List<Integer> referencedBy(SchemaPut version) {
        return everywhere()
                .filter(put -> !put.deleted() && StreamSupport.stream(put.references().spliterator(), false)
                        .anyMatch(reference -> reference.path("subject").asText().equals(version.subject())
                                && reference.path("version").asInt() == version.version()))
                .map(SchemaPut::id).distinct().sorted().toList();
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
        List<String> incomparable = rule == Compatibility.NONE ? List.of() : incomparable(rule, earlier);
        return incomparable.isEmpty()
                ? CompatibilityCheck.differences(rule, schema,
                        earlier.stream().filter(SchemaPut::isPlainAvro).map(put -> parse(put.schema())).toList())
                : incomparable;
    }

    /** What another registry left under the subject, and this one cannot compare with. */
    private static List<String> incomparable(Compatibility rule, List<SchemaPut> earlier) {
        return earlier.stream().filter(put -> !put.isPlainAvro())
                .filter(put -> rule.isTransitive() || put.equals(earlier.getLast()))
                .map(put -> "version " + put.version() + " is no Avro schema that stands alone, but " + put.type())
                .toList();
    }

    synchronized Compatibility globalCompatibility() {
        return compatibility(Optional.empty()).orElse(DEFAULT_COMPATIBILITY);
    }

    synchronized Optional<Compatibility> compatibility(Optional<String> subject) {
        return Optional.ofNullable(configs.get(subject)).flatMap(ConfigPut::compatibility);
    }

    synchronized void setCompatibility(Optional<String> subject, Compatibility compatibility) {
        subject.ifPresent(SchemaSubjects::checkName);
        if (!configs.containsKey(subject) && configs.size() > MOST_SUBJECTS) {
            throw RegistryFault.notPermitted("This registry keeps rules of " + MOST_SUBJECTS + " subjects at most");
        }
        ObjectNode others = Optional.ofNullable(configs.get(subject)).map(ConfigPut::others)
                .orElseGet(JsonNodeFactory.instance::objectNode);
        write(new ConfigPut(subject, Optional.of(compatibility), others));
    }

    /** Returns the rule that was the subject's own. */
    synchronized Compatibility clearCompatibility(String subject) {
        Compatibility cleared = compatibility(Optional.of(subject))
                .orElseThrow(() -> RegistryFault.noCompatibilityOf(subject));
        write(new ConfigCleared(Optional.of(subject)));
        return cleared;
    }

    /** Softly deletes all versions and returns their numbers. */
    synchronized List<Integer> delete(String subject) {
        List<SchemaPut> versions = existing(subject, false);
        versions.forEach(this::delete);
        if (configs.containsKey(Optional.of(subject))) {
            write(new ConfigCleared(Optional.of(subject)));
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
        write(put.softlyDeleted());
    }

    private boolean exists(String subject) {
        return !live(subject).isEmpty();
    }

    private List<SchemaPut> live(String subject) {
        return versions(subject).values().stream().filter(put -> !put.deleted()).toList();
    }

    private List<SchemaPut> existing(String subject, boolean deletedToo) {
        List<SchemaPut> versions = deletedToo
                ? List.copyOf(versions(subject).values())
                : live(subject);
        if (versions.isEmpty()) {
            throw RegistryFault.subjectNotFound(subject);
        }
        return versions;
    }

    private Optional<SchemaPut> find(String subject, String spelled, boolean deletedToo) {
        return versions(subject).values().stream()
                .filter(SchemaPut::isPlainAvro)
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
