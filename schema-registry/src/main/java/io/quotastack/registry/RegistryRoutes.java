package io.quotastack.registry;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.JsonNode;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.quotastack.registry.RegistryRow.SchemaPut;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.json.StrictJson;
import io.quotastack.schemas.registry.Compatibility;

/** The protocol over HTTP: paths, bodies, errors. Whatever has no route is a true 404, which clients rely on. */
final class RegistryRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryRoutes.class);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    /** Answered before the body was read to its end: nobody waits for the rest. */
    private static final Set<Integer> CLOSES_CONNECTION = Set.of(403, 408, 413, 415, 421, 503);
    private static final String READ_WRITE = "READWRITE";

    private final SchemaSubjects subjects;
    private final BrowserGuard guard;
    private final RequestBodies bodies;

    RegistryRoutes(SchemaSubjects subjects, BrowserGuard guard, RequestBodies bodies) {
        this.subjects = subjects;
        this.guard = guard;
        this.bodies = bodies;
    }

    void addTo(RoutesConfig routes) {
        routes.before(guard::check);
        routes.get("/", http -> answer(http, Map.of()));
        addSubjects(routes);
        addSchemas(routes);
        addCompatibility(routes);
        addConfig(routes);
        addMode(routes);
        addErrors(routes);
    }

    private void addSubjects(RoutesConfig routes) {
        routes.get("/subjects", http -> {
            String prefix = Optional.ofNullable(http.queryParam("subjectPrefix")).orElse("");
            answer(http, subjects.subjects(deletedToo(http)).stream().filter(name -> name.startsWith(prefix)).toList());
        });
        routes.post("/subjects/{subject}", http -> answer(http,
                document(subjects.lookUp(subject(http), schemaText(http), deletedToo(http)))));
        routes.delete("/subjects/{subject}", http -> {
            refusePermanent(http);
            answer(http, subjects.delete(subject(http)));
        });
        routes.get("/subjects/{subject}/versions",
                http -> answer(http, subjects.versions(subject(http), deletedToo(http))));
        routes.post("/subjects/{subject}/versions",
                http -> answer(http, Map.of("id", subjects.register(subject(http), schemaText(http)))));
        routes.get("/subjects/{subject}/versions/{version}", http -> answer(http, document(version(http))));
        routes.delete("/subjects/{subject}/versions/{version}", http -> {
            refusePermanent(http);
            answer(http, subjects.delete(subject(http), http.pathParam("version")));
        });
        routes.get("/subjects/{subject}/versions/{version}/schema", http -> answerText(http, version(http).schema()));
        routes.get("/subjects/{subject}/versions/{version}/referencedby", http -> answer(http,
                subjects.referencedBy(version(http))));
    }

    private void addSchemas(RoutesConfig routes) {
        routes.get("/schemas/types", http -> answer(http, List.of(RegistryRow.AVRO)));
        // The query parameter `subject` names a context elsewhere; here is one context, and an id is an id.
        routes.get("/schemas/ids/{id}", http -> answer(http, text(subjects.schema(id(http)))));
        routes.get("/schemas/ids/{id}/schema", http -> answerText(http, subjects.schema(id(http)).schema()));
        routes.get("/schemas/ids/{id}/subjects", http -> answer(http,
                subjects.places(id(http), deletedToo(http)).stream().map(SchemaPut::subject).distinct().toList()));
        routes.get("/schemas/ids/{id}/versions",
                http -> answer(http, subjects.places(id(http), deletedToo(http)).stream()
                        .map(put -> Map.of("subject", put.subject(), "version", put.version())).toList()));
    }

    private void addCompatibility(RoutesConfig routes) {
        routes.post("/compatibility/subjects/{subject}/versions", http -> answerCompatibility(http,
                subjects.differences(subject(http), schemaText(http))));
        routes.post("/compatibility/subjects/{subject}/versions/{version}", http -> answerCompatibility(http,
                subjects.differences(subject(http), schemaText(http), http.pathParam("version"))));
    }

    private void addConfig(RoutesConfig routes) {
        routes.get("/config", http -> answerLevel(http, subjects.globalCompatibility()));
        routes.put("/config", http -> putConfig(http, Optional.empty()));
        routes.get("/config/{subject}", http -> {
            Optional<Compatibility> own = subjects.compatibility(Optional.of(subject(http)));
            if (own.isEmpty() && !isTrue(http, "defaultToGlobal")) {
                throw RegistryFault.noCompatibilityOf(subject(http));
            }
            answerLevel(http, own.orElseGet(subjects::globalCompatibility));
        });
        routes.put("/config/{subject}", http -> putConfig(http, Optional.of(subject(http))));
        routes.delete("/config/{subject}",
                http -> answerLevel(http, subjects.clearCompatibility(subject(http))));
    }

    private void addMode(RoutesConfig routes) {
        routes.get("/mode", http -> answer(http, Map.of("mode", READ_WRITE)));
        routes.put("/mode", this::putMode);
        routes.get("/mode/{subject}", http -> {
            if (!isTrue(http, "defaultToGlobal")) {
                throw RegistryFault.noModeOf(subject(http));
            }
            answer(http, Map.of("mode", READ_WRITE));
        });
        routes.put("/mode/{subject}", this::putMode);
    }

    private static void addErrors(RoutesConfig routes) {
        routes.exception(RegistryFault.class,
                (fault, http) -> answerError(http, fault.status(), fault.code(), String.valueOf(fault.getMessage())));
        routes.exception(HttpResponseException.class, (fault, http) -> answerError(http, fault.getStatus(),
                fault.getStatus(), "HTTP " + fault.getStatus() + " " + fault.getMessage()));
        routes.exception(Exception.class, (fault, http) -> {
            LOG.error("{} {} failed", http.method(), http.path(), fault);
            answerError(http, 500, 500, "Internal Server Error");
        });
    }

    private void putConfig(Context http, Optional<String> subject) {
        String level = body(http).path("compatibility").asText();
        Compatibility compatibility;
        try {
            compatibility = Compatibility.valueOf(level.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw RegistryFault.invalidCompatibility(level);
        }
        subjects.setCompatibility(subject, compatibility);
        answer(http, Map.of("compatibility", compatibility.name()));
    }

    private void putMode(Context http) {
        if (!body(http).path("mode").asText().equals(READ_WRITE)) {
            throw RegistryFault.notPermitted("This registry has only the mode " + READ_WRITE);
        }
        answer(http, Map.of("mode", READ_WRITE));
    }

    private SchemaPut version(Context http) {
        return subjects.version(subject(http), http.pathParam("version"), deletedToo(http));
    }

    private static String subject(Context http) {
        return http.pathParam("subject");
    }

    private static int id(Context http) {
        try {
            return Integer.parseInt(http.pathParam("id"));
        } catch (NumberFormatException e) {
            throw RegistryFault.schemaNotFound();
        }
    }

    private String schemaText(Context http) {
        JsonNode body = body(http);
        String type = body.path("schemaType").asText(RegistryRow.AVRO);
        if (!type.equals(RegistryRow.AVRO)) {
            throw RegistryFault.invalidSchema("this registry keeps Avro schemas only, not " + type);
        }
        if (!body.path("references").isEmpty()) {
            throw RegistryFault.invalidSchema("this registry keeps schemas without references only");
        }
        if (!body.path("schema").isTextual()) {
            throw RegistryFault.invalidSchema("the member `schema` is missing or no string");
        }
        return body.path("schema").textValue();
    }

    private JsonNode body(Context http) {
        try {
            return StrictJson.parse(bodies.read(http));
        } catch (IOException e) {
            throw RegistryFault.malformedBody(String.valueOf(e.getMessage()));
        }
    }

    private static boolean deletedToo(Context http) {
        return isTrue(http, "deleted");
    }

    private static boolean isTrue(Context http, String parameter) {
        return Boolean.parseBoolean(http.queryParam(parameter));
    }

    private static void refusePermanent(Context http) {
        if (isTrue(http, "permanent")) {
            throw RegistryFault.notPermitted("This registry keeps every schema: records in topics bear its id");
        }
    }

    private static Map<String, Object> document(SchemaPut put) {
        var document = new LinkedHashMap<String, Object>();
        document.put("subject", put.subject());
        document.put("version", put.version());
        document.put("id", put.id());
        document.putAll(text(put));
        return document;
    }

    /** What clients take without a type is Avro. */
    private static Map<String, Object> text(SchemaPut put) {
        var text = new LinkedHashMap<String, Object>();
        if (!put.type().equals(RegistryRow.AVRO)) {
            text.put("schemaType", put.type());
        }
        if (!put.references().isEmpty()) {
            text.put("references", put.references());
        }
        text.put("schema", put.schema());
        return text;
    }

    private static void answerCompatibility(Context http, List<String> differences) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("is_compatible", differences.isEmpty());
        if (isTrue(http, "verbose")) {
            answer.put("messages", differences);
        }
        answer(http, answer);
    }

    private static void answerLevel(Context http, Compatibility compatibility) {
        answer(http, Map.of("compatibilityLevel", compatibility.name()));
    }

    private static void answerError(Context http, int status, int code, String message) {
        var error = new LinkedHashMap<String, Object>();
        error.put("error_code", code);
        error.put("message", message);
        http.status(status);
        if (CLOSES_CONNECTION.contains(status)) {
            http.header("Connection", "close");
        }
        answer(http, error);
    }

    private static void answerText(Context http, String json) {
        http.contentType(MEDIA_TYPE).result(json);
    }

    private static void answer(Context http, Object document) {
        http.contentType(MEDIA_TYPE).result(Json.bytes(document));
    }
}
