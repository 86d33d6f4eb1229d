package io.quotastack.api.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.config.Config;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.RateLimit;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.ConfigGateway;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.MemoryShares;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.Turns;
import io.quotastack.gateway.trace.TraceSpan;
import io.quotastack.gateway.trace.TraceSpan.Kind;
import io.quotastack.gateway.trace.Traces;
import io.quotastack.gateway.view.ProblemJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The one way in: every request passes the same checks in the same order, which is the order in which faults win
 * (CONTRACT 1): the key, the path and its method, the scope, the body's size and type, the rate limit, the
 * Idempotency-Key; then the endpoint reads JSON and fields, and last comes the state of things.
 */
public final class RequestPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(RequestPipeline.class);
    private static final Reply NOTHING_TO_SAY = new Reply(204, new byte[0], false);
    private static final String NO_ROUTE = "none";
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final int NOT_MODIFIED = 304;
    private static final String RETRY_SECONDS = "1";
    /** At once: each takes one of the requests in hand. */
    private static final int STRANGERS_READ_AWAY = 64;
    /** Answers of more bytes are large. Small ones are bounded by the requests in hand. */
    private static final int LARGE_REPLY = 64 * 1024;
    private static final Duration WAIT_TO_PARSE = Duration.ofSeconds(5);

    private final RouteTable routes;
    private final ConfigGateway configs;
    private final Consumer<ApiKey> keyUsed;
    private final AdmissionLimit room;
    private final MemoryShares bodyMemory;
    private final BodyPace bodyPace;
    /** Large bodies: a half of the processors is left to all others. */
    private final Turns parsing = new Turns(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), 1,
            WAIT_TO_PARSE);
    private final MemoryShares replyMemory;
    private final Duration replyWithin;
    private final BrowserRules browsers;
    private final RateLimiter rateLimiter = new RateLimiter();
    private final RequestTimers timers;
    private final Semaphore lingering = new Semaphore(STRANGERS_READ_AWAY);

    /**
     * A pipeline in front of the routes.
     *
     * @param keyUsed told of every key that was let in
     * @param room for what is in hand at once; what finds none is refused rather than queued
     * @param bodyMemory for large or slow bodies of requests in hand; one that finds none is refused
     * @param replyMemory for large answers until they are written; one that finds none is not given
     * @param replyWithin how long a client has to take a large answer
     * @param browsers what web pages may do
     */
    public RequestPipeline(List<Route> routes, ConfigGateway configs, Consumer<ApiKey> keyUsed, AdmissionLimit room,
            MemoryShares bodyMemory, BodyPace bodyPace, MemoryShares replyMemory, Duration replyWithin,
            BrowserRules browsers, MeterRegistry metrics) {
        this.routes = new RouteTable(routes);
        this.configs = configs;
        this.keyUsed = keyUsed;
        this.room = room;
        this.bodyMemory = bodyMemory;
        this.bodyPace = bodyPace;
        this.replyMemory = replyMemory;
        this.replyWithin = replyWithin;
        this.browsers = browsers;
        this.timers = new RequestTimers(metrics);
    }

    /** What is known of a request by the time it is answered, however far it came. */
    private static final class Progress {
        private String route = NO_ROUTE;
        private String contentType = Route.JSON;
        private boolean bodyTaken;
        private boolean bodyBroken;
        private boolean known;
        private boolean counted;
        private boolean entered;
        private boolean changesThings;
        private @Nullable ApiKey key;

        /** Whose room the answer takes: an environment's, or the operator's and everybody's. */
        private String owner() {
            ApiKey of = key;
            return of == null ? "" : of.tenantEnvironment().toString();
        }
    }

    /** Answers the request, whatever comes of it. */
    public void serve(HttpServletRequest raw, HttpServletResponse response) throws IOException {
        TraceSpan span = Traces.begin(Kind.SERVER, RequestTimers.bounded(raw.getMethod()), raw::getHeader);
        TraceSpan.Scope scope = span.begin();
        try {
            serve(raw, response, span);
        } finally {
            scope.close();
            span.end();
        }
    }

    private void serve(HttpServletRequest raw, HttpServletResponse response, TraceSpan span) throws IOException {
        long start = System.nanoTime();
        var context = new RequestContext(RequestIds.nextRequestId(), raw.getRequestURI());
        response.setHeader("X-Request-Id", context.requestId());
        browsers.show(raw, response);
        var progress = new Progress();
        int status;
        if (room.enter()) {
            try {
                status = send(answer(raw, response, context, progress), raw, response, context, progress);
            } finally {
                leave(progress);
            }
        } else {
            Reply refused = unavailable(new OverloadedException("too many requests are in hand"), context);
            status = write(refused, raw, response, progress);
        }
        timers.record(progress.route, raw.getMethod(), status, System.nanoTime() - start);
        if (span.isRecorded()) {
            describe(span, raw, status, context, progress);
        }
    }

    /** By OpenTelemetry's conventions for HTTP, without what a request says of people. */
    private static void describe(TraceSpan span, HttpServletRequest raw, int status, RequestContext context,
            Progress progress) {
        String method = RequestTimers.bounded(raw.getMethod());
        span.named(method + " " + progress.route).with("http.request.method", method)
                .with("http.route", progress.route).with("http.response.status_code", status)
                .with("quotastack.request_id", context.requestId());
        ApiKey key = progress.key;
        if (key != null) {
            span.with("quotastack.tenant_id", key.tenantEnvironment().tenantId().toString())
                    .with("quotastack.environment", key.tenantEnvironment().environment().text());
        }
        if (status >= 500) {
            span.failed("status " + status);
        }
    }

    private void leave(Progress progress) {
        ApiKey key = progress.key;
        if (key != null && progress.entered) {
            room.leave(key.tenantEnvironment());
        }
        room.leave();
    }

    /** A large answer is given if there is room for it, and only as long as its client takes it. */
    private int send(Reply reply, HttpServletRequest raw, HttpServletResponse response, RequestContext context,
            Progress progress) throws IOException {
        int bytes = reply.body().length;
        if (bytes <= LARGE_REPLY) {
            return write(reply, raw, response, progress);
        }
        if (!replyMemory.take(progress.owner(), bytes)) {
            return write(withheld(reply, context, progress), raw, response, progress);
        }
        try {
            return writeInTime(reply, raw, response, progress);
        } finally {
            replyMemory.giveBack(progress.owner(), bytes);
        }
    }

    private int writeInTime(Reply reply, HttpServletRequest raw, HttpServletResponse response, Progress progress)
            throws IOException {
        WriteDeadline deadline = WriteDeadline.after(replyWithin, raw);
        try {
            return write(reply, raw, response, progress);
        } finally {
            deadline.cancel();
        }
    }

    /** What was done is kept under its key; what was refused or only read was not done. */
    private static Reply withheld(Reply reply, RequestContext context, Progress progress) {
        String reason = "too many large answers are on their way";
        return failed(progress.changesThings && reply.status() < 400
                ? new OutcomePendingException(reason)
                : new OverloadedException(reason), context);
    }

    private Reply answer(HttpServletRequest raw, HttpServletResponse response, RequestContext context,
            Progress progress) {
        Config config = configs.current();
        try {
            Reply reply = admitted(raw, response, context, config, progress);
            reply.body(); // Rendered here at the latest: what cannot be is a fault as any other.
            return reply;
        } catch (RequestRefused refused) {
            return ProblemJson.reply(refused.problem(), context);
        } catch (CompletionException e) {
            return failed(e.getCause() == null ? e : e.getCause(), context);
        } catch (RuntimeException e) {
            return failed(e, context);
        } finally {
            addRateLimitHeaders(config, progress, response);
        }
    }

    private Reply admitted(HttpServletRequest raw, HttpServletResponse response, RequestContext context,
            Config config, Progress progress) {
        RouteTable.Match match = routes.find(raw.getMethod(), raw.getRequestURI());
        Optional<Caller> caller = Optional.empty();
        if (takesKey(raw, match)) {
            caller = Optional.of(authenticate(config, raw, progress));
        }
        return switch (match) {
            case RouteTable.Match.Nowhere() -> throw RequestRefused.notFound("path", "there is no such path");
            case RouteTable.Match.Undecodable() -> throw RequestRefused.parameter("path",
                    "must be percent-encoded UTF-8");
            case RouteTable.Match.OtherMethods(var allowed) when browsers.isAskedByListed(raw) -> {
                BrowserRules.allow(allowed, response);
                yield NOTHING_TO_SAY;
            }
            case RouteTable.Match.OtherMethods(var allowed) -> {
                String methods = String.join(", ", allowed);
                response.setHeader("Allow", allowed.contains("GET") ? methods + ", HEAD" : methods);
                throw new RequestRefused(ProblemType.METHOD_NOT_ALLOWED, "this path takes " + methods);
            }
            case RouteTable.Match.Found(Route route, List<String> values) -> {
                progress.route = route.template();
                progress.contentType = route.contentType();
                if (route.access() instanceof Access.Open) {
                    browsers.checkName(raw);
                }
                progress.changesThings = route.needsIdempotencyKey();
                caller.ifPresent(known -> checkAccess(route.access(), known));
                if (route.takesBody()) {
                    checkAnnounced(route, raw);
                }
                countRequest(config, progress, response);
                try (var incoming = new IncomingBody(raw, bodyMemory, progress::owner, bodyPace, parsing)) {
                    byte[] body = route.takesBody() ? takeBody(route, raw, incoming, progress) : new byte[0];
                    var request = new Request(raw, response, context.requestId(), route, values, config, caller, body,
                            incoming);
                    Reply reply = route.endpoint().answer(request);
                    progress.contentType = request.contentTypeOfAnswer();
                    yield reply;
                }
            }
        };
    }

    /** A browser asks by OPTIONS, without a key, whether a page may call; it is told, and not that a key is missing. */
    private static boolean takesKey(HttpServletRequest raw, RouteTable.Match match) {
        return !raw.getMethod().equals("OPTIONS")
                && !(match instanceof RouteTable.Match.Found found && found.route().access() instanceof Access.Open);
    }

    private Caller authenticate(Config config, HttpServletRequest raw, Progress progress) {
        if (!configs.isCurrent()) {
            throw new UnavailableException("this node does not know which keys are in force");
        }
        Caller caller = Authenticator.authenticate(config, keyOf(raw));
        progress.known = true;
        if (caller instanceof Caller.Tenant(ApiKey key)) {
            progress.key = key;
            keyUsed.accept(key);
            if (!room.enter(key.tenantEnvironment())) {
                throw new OverloadedException("too many requests of this environment are in hand");
            }
            progress.entered = true;
        }
        return caller;
    }

    /** Of two there is none: they are two callers, and a proxy may have looked at the other one. */
    private static @Nullable String keyOf(HttpServletRequest raw) {
        Enumeration<String> keys = raw.getHeaders("X-API-Key");
        String key = keys.hasMoreElements() ? keys.nextElement() : null;
        return keys.hasMoreElements() ? null : key;
    }

    private static void checkAccess(Access access, Caller caller) {
        boolean allowed = switch (access) {
            case Access.Open() -> true;
            case Access.Operator() -> caller instanceof Caller.Operator;
            case Access.Scoped(Scope scope) -> has(caller, scope);
            case Access.OperatorOrAdmin() -> caller instanceof Caller.Operator || has(caller, Scope.ADMIN);
        };
        if (!allowed) {
            throw Request.insufficientScope(caller instanceof Caller.Operator
                    ? "the root key belongs to no environment; use a key of the tenant"
                    : access instanceof Access.Scoped(Scope scope)
                            ? "the key lacks the scope " + scope.text()
                            : access instanceof Access.Operator
                                    ? "this takes the root key"
                                    : "the key lacks the scope admin");
        }
    }

    private static boolean has(Caller caller, Scope scope) {
        return caller instanceof Caller.Tenant(ApiKey key) && key.allows(scope);
    }

    /** What can be told of a body before it is read, so that the rate limit stands before the reading. */
    private static void checkAnnounced(Route route, HttpServletRequest raw) {
        Bodies.checkAnnounced(raw, route.bodyLimit());
        if (raw.getContentLengthLong() > 0 || (!Bodies.hasNone(raw) && raw.getHeader("Content-Type") != null)) {
            Bodies.checkMediaType(raw);
        }
    }

    private static byte[] takeBody(Route route, HttpServletRequest raw, IncomingBody incoming, Progress progress) {
        byte[] body;
        try {
            body = Bodies.read(raw, incoming, route.bodyLimit());
        } catch (IOException e) {
            progress.bodyBroken = true;
            throw new RequestRefused(ProblemType.MALFORMED_JSON,
                    "the body broke off, was too slow, or is not framed as HTTP wants");
        }
        progress.bodyTaken = true;
        if (body.length > 0) {
            Bodies.checkMediaType(raw);
        }
        return body;
    }

    private void countRequest(Config config, Progress progress, HttpServletResponse response) {
        ApiKey key = progress.key;
        if (key == null) {
            return;
        }
        Optional<RateLimit> limit = config.environment(key.tenantEnvironment()).settings().rateLimit();
        if (limit.isPresent()) {
            RateLimiter.Standing standing = rateLimiter.admit(key.tenantEnvironment(), limit.get());
            progress.counted = true;
            tell(standing, response);
            if (!standing.admitted()) {
                response.setHeader("Retry-After", Long.toString(standing.retryAfterSeconds()));
                throw new RequestRefused(ProblemType.RATE_LIMITED, "the limit of " + limit.get().requests()
                        + " requests in " + limit.get().windowSeconds() + " s is reached");
            }
        }
    }

    /** An answer to a request that did not get as far as to be counted tells the standing all the same. */
    private void addRateLimitHeaders(Config config, Progress progress, HttpServletResponse response) {
        ApiKey key = progress.key;
        if (key != null && !progress.counted) {
            config.environment(key.tenantEnvironment()).settings().rateLimit()
                    .ifPresent(limit -> tell(rateLimiter.look(key.tenantEnvironment(), limit), response));
        }
    }

    private static void tell(RateLimiter.Standing standing, HttpServletResponse response) {
        response.setHeader("RateLimit-Policy", standing.policy());
        response.setHeader("RateLimit", standing.state());
    }

    private static Reply failed(Throwable failure, RequestContext context) {
        return switch (failure) {
            case RequestRefused refused -> ProblemJson.reply(refused.problem(), context);
            case UnavailableException e -> unavailable(e, context);
            case OutcomePendingException e -> ProblemJson.reply(Problem.of(ProblemType.OUTCOME_PENDING,
                    "the outcome is not known yet; send the request again with the same Idempotency-Key"), context);
            default -> {
                LOG.error("request {} to {} failed", context.requestId(), context.instance(), failure);
                yield ProblemJson.reply(
                        Problem.of(ProblemType.INTERNAL, "the request failed; its request_id leads to our log"),
                        context);
            }
        };
    }

    private static Reply unavailable(UnavailableException e, RequestContext context) {
        return ProblemJson.reply(Problem.of(ProblemType.UNAVAILABLE, e.getMessage() + "; nothing was done, try again"),
                context);
    }

    private int write(Reply reply, HttpServletRequest raw, HttpServletResponse response, Progress progress)
            throws IOException {
        ProblemJson.typeOf(reply).ifPresent(timers::refused);
        boolean bodyGone = progress.bodyTaken || dropBody(raw, progress);
        if (!bodyGone) {
            response.setHeader("Connection", "close");
        }
        response.setStatus(reply.status());
        if (reply.status() == 503) {
            response.setHeader("Retry-After", RETRY_SECONDS);
        }
        response.setContentType(reply.status() >= 400 ? PROBLEM_JSON : progress.contentType);
        if (reply.replayed()) {
            response.setHeader("X-Idempotent-Replayed", "true");
        }
        if (reply.status() == NOT_MODIFIED) {
            // Sent now, or Jetty would count the body and tell a length, which has to be that of what is not sent.
            response.flushBuffer();
        } else {
            response.setContentLength(reply.body().length);
        }
        response.getOutputStream().write(reply.body());
        if (!bodyGone && !progress.known && lingering.tryAcquire()) {
            // A connection that is closed on bytes not read yet can take the answer with it.
            try {
                response.flushBuffer();
                var unused = Bodies.drop(raw, BodyPace.STRANGER);
            } finally {
                lingering.release();
            }
        }
        return reply.status();
    }

    /** A refused body is read away for those with a key; others are not waited for. */
    private boolean dropBody(HttpServletRequest raw, Progress progress) {
        return (progress.known && !progress.bodyBroken) ? Bodies.drop(raw, bodyPace) : Bodies.dropArrived(raw);
    }
}
