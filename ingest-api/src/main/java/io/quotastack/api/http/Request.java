package io.quotastack.api.http;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.api.read.FieldPath;
import io.quotastack.api.read.Fields;
import io.quotastack.api.read.QueryParameters;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.api.read.ValidationErrors;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.gateway.RequestContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A request that passed the pipeline's checks: its key may call the route and its body was taken in. An endpoint reads
 * all it needs, then calls {@link #refuseErrors}, and only then acts.
 */
public final class Request {

    private static final String KEY_OF_PART = "idempotency_key";

    private final HttpServletRequest raw;
    private final HttpServletResponse response;
    private final String id;
    private final Route route;
    private final List<String> values;
    private final Config config;
    private final Optional<Caller> caller;
    private final byte[] bytes;
    private final IncomingBody incoming;
    private final ValidationErrors errors = new ValidationErrors();
    private final Optional<String> idempotencyKey;
    private final QueryParameters query;
    private @Nullable JsonNode parsed;
    private String contentTypeOfAnswer;

    Request(HttpServletRequest raw, HttpServletResponse response, String id, Route route, List<String> values,
            Config config, Optional<Caller> caller, byte[] bytes, IncomingBody incoming) {
        this.raw = raw;
        this.response = response;
        this.id = id;
        this.route = route;
        this.values = values;
        this.config = config;
        this.caller = caller;
        this.bytes = bytes;
        this.incoming = incoming;
        this.contentTypeOfAnswer = route.contentType();
        this.idempotencyKey = route.needsIdempotencyKey()
                ? Optional.of(IdempotencyKeys.read(raw, errors))
                : Optional.empty();
        String queryText = raw.getQueryString();
        this.query = QueryParameters.parse(queryText == null ? "" : queryText, errors);
    }

    /** The id of the request, and of the command it brings. */
    public String id() {
        return id;
    }

    public RequestContext context() {
        return new RequestContext(id, raw.getRequestURI());
    }

    /** The configuration that all of this request goes by. */
    public Config config() {
        return config;
    }

    /** The caller of a route that is not open. */
    public Caller caller() {
        return caller.orElseThrow();
    }

    /** The environment that the caller's key is for. */
    public TenantEnvironment tenantEnvironment() {
        return switch (caller()) {
            case Caller.Tenant(var key) -> key.tenantEnvironment();
            case Caller.Operator() -> throw new IllegalStateException("the operator has no environment of its own");
        };
    }

    /** The decoded value of a parameter of the path. */
    public String path(String parameter) {
        return values.get(route.parameters().indexOf(parameter));
    }

    public ValidationErrors errors() {
        return errors;
    }

    public QueryParameters query() {
        return query;
    }

    public Preferences preferences() {
        return Preferences.parse(raw.getHeaders("Prefer"));
    }

    /** The members of the body. Ends the request when it is no JSON object. */
    public Fields body() {
        JsonNode value = incoming.parse(bytes);
        parsed = value;
        Optional<Fields> fields = Fields.of(value, FieldPath.body(errors, ""));
        if (fields.isEmpty()) {
            errors.refuseIfAny();
        }
        return fields.orElseThrow();
    }

    /** For an endpoint that has read all it needs of a body that may be large, before it waits: nobody holds its members now. */
    public void dropBody() {
        parsed = null;
        incoming.dropValue();
    }

    /** As {@link #body}, for a POST whose fields may all be left out: then the body may be too. */
    public Fields bodyIfAny() {
        return bytes.length > 0 ? body() : Fields.none(FieldPath.body(errors, ""));
    }

    /** For a POST that says all in its path: no body, or an empty object. */
    public void expectNoBody() {
        if (bytes.length > 0) {
            body().refuseUnknown();
        }
    }

    /** Ends the request when anything read so far is at fault, or a parameter was given that nobody asked for. */
    public void refuseErrors() {
        query.refuseUnknown();
        errors.refuseIfAny();
    }

    /** As {@link #refuseErrors()}, for a body whose fields have all been asked for. */
    public void refuseErrors(Fields body) {
        body.refuseUnknown();
        refuseErrors();
    }

    /** The value of the Idempotency-Key. */
    public String idempotencyKey() {
        return idempotencyKey.orElseThrow();
    }

    /** What makes a repetition of this request known as one. */
    public Idempotency idempotency() {
        JsonNode body = parsed;
        return new Idempotency(idempotencyKey(),
                Fingerprint.of(route, values, query.given(), body == null ? MissingNode.getInstance() : body),
                raw.getRequestURI());
    }

    /** A header of the request. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(raw.getHeader(name));
    }

    /** Says what the answer is, where its route has answers of several types. */
    public void answerContentType(String type) {
        contentTypeOfAnswer = type;
    }

    String contentTypeOfAnswer() {
        return contentTypeOfAnswer;
    }

    /** The key of a part of a batch, if it has one of its own, read from its body. */
    public static Optional<String> keyOfPart(Fields part) {
        return part.optional(KEY_OF_PART, IdempotencyKeys.FIELD);
    }

    /**
     * What makes a repetition of a part of a batch known as one, in whatever batch and place it comes.
     *
     * @param part as it came; its key is no part of what is compared
     */
    public Idempotency idempotencyOfPart(String key, ObjectNode part) {
        ObjectNode compared = part.objectNode();
        part.properties().stream().filter(member -> !member.getKey().equals(KEY_OF_PART))
                .forEach(member -> compared.set(member.getKey(), member.getValue()));
        return new Idempotency(key, Fingerprint.of(route, values, query.given(), compared), raw.getRequestURI());
    }

    /** Adds a header to the answer. */
    public void answerHeader(String name, String value) {
        response.setHeader(name, value);
    }

    /** Ends the request when the caller's key lacks what the body asks for. */
    public static RequestRefused insufficientScope(String detail) {
        return new RequestRefused(Problem.of(ProblemType.INSUFFICIENT_SCOPE, detail));
    }
}
