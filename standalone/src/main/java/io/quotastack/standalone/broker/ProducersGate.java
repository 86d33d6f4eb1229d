package io.quotastack.standalone.broker;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.quotastack.platform.app.WriteGate;
import io.quotastack.schemas.topic.Topics;

/**
 * Keeps producers from {@code usage-events} while the gate of writes is closed, and everybody from deleting our topics or
 * giving them more partitions, after which nothing would find its customer; whoever reaches the broker may do all else. The
 * broker asks it before each write, and by itself where somebody asks what he may do. Denying a write would make a producer
 * give its records up: so it breaks the request with the fault of a topic that is short of copies, which every client tries
 * again.
 */
public final class ProducersGate implements Authorizer {

    /** The setting of the broker that has the gate itself. */
    static final String GATE = "quotastack.write.gate";

    /** The setting of the broker that says whether our topics are kept as they are. */
    static final String KEEPS_TOPICS = "quotastack.keeps.topics";

    private static final Set<Short> CHANGES_OF_TOPICS = Set.of(ApiKeys.DELETE_TOPICS.id, ApiKeys.CREATE_PARTITIONS.id);
    private static final String SAYS_EACH_FAULT = "kafka.server.KafkaApis";

    private WriteGate gate = WriteGate.OPEN;
    private boolean keepsTopics;

    /** A request that came while the gate was closed. */
    private static final class ClosedException extends NotEnoughReplicasException {

        private static final long serialVersionUID = 1L;

        ClosedException(String message) {
            super(message);
        }
    }

    /** The broker takes it for a fault of its own and says so for each request; who closed the gate has said it once. */
    private static final class Unsaid extends TurboFilter {
        @Override
        public FilterReply decide(Marker marker, Logger logger, Level level, String format, Object[] arguments,
                Throwable fault) {
            return fault instanceof ClosedException && logger.getName().equals(SAYS_EACH_FAULT)
                    ? FilterReply.DENY
                    : FilterReply.NEUTRAL;
        }
    }

    /** Made by the broker, by name. */
    public ProducersGate() {}

    @Override
    public void configure(Map<String, ?> settings) {
        if (settings.get(GATE) instanceof WriteGate given) {
            gate = given;
        }
        keepsTopics = "true".equals(settings.get(KEEPS_TOPICS));
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging
                && logging.getTurboFilterList().stream().noneMatch(Unsaid.class::isInstance)) {
            logging.addTurboFilter(new Unsaid());
        }
    }

    @Override
    public Map<Endpoint, ? extends CompletionStage<Void>> start(AuthorizerServerInfo server) {
        return server.endpoints().stream()
                .collect(Collectors.toMap(endpoint -> endpoint, endpoint -> CompletableFuture.completedFuture(null)));
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext request, List<Action> actions) {
        if (request.requestType() == ApiKeys.PRODUCE.id && !gate.isOpen()
                && actions.stream().anyMatch(ProducersGate::isUsage)) {
            throw new ClosedException(gate.closed().orElse("no writes are taken"));
        }
        if (!keepsTopics || !CHANGES_OF_TOPICS.contains((short) request.requestType())) {
            return Collections.nCopies(actions.size(), AuthorizationResult.ALLOWED);
        }
        return actions.stream()
                .map(action -> isChangeOfOurs(action) ? AuthorizationResult.DENIED : AuthorizationResult.ALLOWED)
                .toList();
    }

    /** Who may delete on the cluster is not asked about each topic: so nobody may, and all are. */
    private static boolean isChangeOfOurs(Action action) {
        return switch (action.operation()) {
            case DELETE, ALTER -> switch (action.resourcePattern().resourceType()) {
                case CLUSTER -> true;
                case TOPIC -> LogDirectory.isOurs(action.resourcePattern().name());
                default -> false;
            };
            default -> false;
        };
    }

    private static boolean isUsage(Action action) {
        return action.operation() == AclOperation.WRITE
                && action.resourcePattern().name().equals(Topics.USAGE_EVENTS.name());
    }

    @Override
    public List<? extends CompletionStage<AclCreateResult>> createAcls(AuthorizableRequestContext request,
            List<AclBinding> bindings) {
        throw new UnsupportedOperationException("this broker has no access lists");
    }

    @Override
    public List<? extends CompletionStage<AclDeleteResult>> deleteAcls(AuthorizableRequestContext request,
            List<AclBindingFilter> filters) {
        throw new UnsupportedOperationException("this broker has no access lists");
    }

    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
        return List.of();
    }

    @Override
    public void close() {}
}
