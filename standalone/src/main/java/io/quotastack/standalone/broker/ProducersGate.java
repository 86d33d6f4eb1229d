package io.quotastack.standalone.broker;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;

import io.quotastack.platform.app.WriteGate;
import io.quotastack.schemas.topic.Topics;

/**
 * Keeps producers from {@code usage-events} while the gate of writes is closed; whoever reaches the broker may do all else. The
 * broker asks it before each write, and by itself where somebody asks what he may do. Denying would make a producer give its records up: so it breaks the request with the
 * fault of a topic that is short of copies, which every client tries again.
 */
public final class ProducersGate implements Authorizer {

    /** The setting of the broker that has the gate itself. */
    static final String GATE = "quotastack.write.gate";

    private WriteGate gate = WriteGate.OPEN;

    /** Made by the broker, by name. */
    public ProducersGate() {}

    @Override
    public void configure(Map<String, ?> settings) {
        if (settings.get(GATE) instanceof WriteGate given) {
            gate = given;
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
            throw new NotEnoughReplicasException(gate.closed().orElse("no writes are taken"));
        }
        return Collections.nCopies(actions.size(), AuthorizationResult.ALLOWED);
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
