package io.quotastack.schemas.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.schemas.registry.SchemaRegistryException.NotFound;
import io.quotastack.schemas.registry.SchemaRegistryException.Refused;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

/**
 * A client of the schema registry's REST protocol, as Confluent documents it and Karapace, Apicurio (ccompat) and
 * Redpanda speak it too. What it learnt of ids and registrations never changes and is kept, and who wants the same at one
 * time asks once; the rest is asked anew.
 *
 * <p>Calls block, for some seconds at most, and fail with a {@link SchemaRegistryException}. Safe for many threads.
 */
public final class SchemaRegistryClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistryClient.class);
    /** A producer registers before it writes, so an id that is unknown now is wrong for good, or nearly so. */
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(5);
    private static final int UNKNOWN_KEPT = 1_000;

    private final RegistryHttp http;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<Registration, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Unknown> unknown = new ConcurrentHashMap<>();
    private final SharedCalls<IdCall, Integer> idCalls = new SharedCalls<>();
    private final SharedCalls<Integer, Schema> schemaCalls = new SharedCalls<>();

    private record Registration(String subject, String text) {}

    /** @param path registers it, or only looks it up */
    private record IdCall(Registration registration, String path) {}

    private record Unknown(String message, long untilNanos) {}

    /** A schema as it stands under a subject. */
    public record Registered(int version, int id, String text) {}

    public SchemaRegistryClient(RegistrySettings settings) {
        this.http = new RegistryHttp(settings);
    }

    /**
     * A client that knows where the registry is, and nothing else.
     *
     * @param urls one or more, separated by commas; may bear user:password@
     */
    public static SchemaRegistryClient of(String urls) {
        return new SchemaRegistryClient(RegistrySettings.of(Map.of(RegistrySettings.URL, urls)));
    }

    /** Whether the registry answers. */
    public Outage outage() {
        return http.outage();
    }

    /** Registers the schema under the subject, if it is not there yet, and returns its id. */
    public int register(String subject, Schema schema) {
        return id(new IdCall(new Registration(subject, PublishedSchema.text(schema)), "/versions"));
    }

    /** The id of a schema that someone registered under the subject. Fails with {@link NotFound} when nobody did. */
    public int idOf(String subject, Schema schema) {
        return id(new IdCall(new Registration(subject, PublishedSchema.text(schema)), ""));
    }

    private int id(IdCall call) {
        Integer known = ids.get(call.registration());
        return known != null ? known : idCalls.call(call, () -> askForId(call));
    }

    private int askForId(IdCall call) {
        Registration registration = call.registration();
        Integer learntMeanwhile = ids.get(registration);
        if (learntMeanwhile != null) {
            return learntMeanwhile;
        }
        int id = http.send("POST", subjectPath(registration.subject()) + call.path(),
                schemaBody(registration.text()), answer -> number(answer, "id"));
        ids.put(registration, id);
        // Records of our own are then read without the registry, which may be away by then.
        schemas.putIfAbsent(id, new Schema.Parser().parse(registration.text()));
        return id;
    }

    /**
     * The schema with this id. Fails with {@link NotFound} when there is none and with {@link Refused} when it is no
     * Avro schema.
     *
     * @param subject tells a registry that knows several contexts in which one to look
     */
    public Schema byId(int id, String subject) {
        Schema known = schemas.get(id);
        return known != null ? known : schemaCalls.call(id, () -> askForSchema(id, subject));
    }

    private Schema askForSchema(int id, String subject) {
        Schema learntMeanwhile = schemas.get(id);
        if (learntMeanwhile != null) {
            return learntMeanwhile;
        }
        Unknown gap = unknown.get(id);
        if (gap != null && System.nanoTime() - gap.untilNanos() < 0) {
            throw new NotFound(gap.message());
        }
        try {
            Schema schema = http.get("/schemas/ids/" + id + "?subject=" + encode(subject),
                    answer -> parse(id, answer));
            schemas.put(id, schema);
            return schema;
        } catch (NotFound e) {
            if (unknown.size() >= UNKNOWN_KEPT) {
                unknown.clear();
            }
            unknown.put(id, new Unknown(String.valueOf(e.getMessage()), System.nanoTime() + UNKNOWN_FOR.toNanos()));
            throw e;
        }
    }

    private static Schema parse(int id, JsonNode answer) {
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO") || !answer.path("references").isEmpty()) {
            throw new Refused("schema " + id + " is not an Avro schema that stands alone: " + answer);
        }
        String text = text(answer, "schema");
        try {
            return new Schema.Parser().parse(text);
        } catch (RuntimeException | StackOverflowError e) {
            // Whatever the parser stumbles over: another registry may have taken what ours would not.
            throw new Refused("schema " + id + " is not an Avro schema: " + e.getMessage(), e);
        }
    }

    /** What answers otherwise is no registry, but something in its place. */
    private static int number(JsonNode answer, String member) {
        if (!answer.path(member).isInt()) {
            throw new Unavailable("the registry's answer has no number `" + member + "`");
        }
        return answer.path(member).intValue();
    }

    private static String text(JsonNode answer, String member) {
        return Optional.ofNullable(answer.path(member).textValue())
                .orElseThrow(() -> new Unavailable("the registry's answer has no text `" + member + "`"));
    }

    /** The newest schema under the subject. */
    public Optional<Registered> latest(String subject) {
        try {
            return Optional.of(http.get(subjectPath(subject) + "/versions/latest",
                    answer -> new Registered(number(answer, "version"), number(answer, "id"),
                            text(answer, "schema"))));
        } catch (NotFound e) {
            return Optional.empty();
        }
    }

    /** Whether the schema could be registered next under the subject; the first one always can. */
    public boolean compatible(String subject, Schema schema) {
        try {
            return http.send("POST", "/compatibility" + subjectPath(subject) + "/versions/latest",
                    schemaBody(PublishedSchema.text(schema)), SchemaRegistryClient::isCompatible);
        } catch (NotFound e) {
            return true;
        }
    }

    private static boolean isCompatible(JsonNode answer) {
        if (!answer.path("is_compatible").isBoolean()) {
            throw new Unavailable("the registry's answer has no `is_compatible`");
        }
        return answer.path("is_compatible").booleanValue();
    }

    /** The name of the subject's own rule, when it has one. Other things may be configured for it without one. */
    public Optional<String> compatibility(String subject) {
        try {
            return http.get("/config/" + encode(subject),
                    answer -> Optional.ofNullable(answer.path("compatibilityLevel").textValue()));
        } catch (NotFound e) {
            return Optional.empty();
        }
    }

    public void setCompatibility(String subject, Compatibility compatibility) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("compatibility", compatibility.name());
        JsonNode set = http.send("PUT", "/config/" + encode(subject), body, answer -> answer);
        LOG.debug("the rule of {}: {}", subject, set);
    }

    @Override
    public void close() {
        http.close();
    }

    private static ObjectNode schemaBody(String text) {
        return JsonNodeFactory.instance.objectNode().put("schema", text);
    }

    private static String subjectPath(String subject) {
        return "/subjects/" + encode(subject);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
