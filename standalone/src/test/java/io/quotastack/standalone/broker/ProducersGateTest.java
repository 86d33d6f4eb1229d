package io.quotastack.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.quotastack.platform.app.WriteGate;

class ProducersGateTest {

    private Optional<String> closed = Optional.of("the disk is nearly full");

    private final ProducersGate gate = gate();

    private ProducersGate gate() {
        var made = new ProducersGate();
        made.configure(Map.of(ProducersGate.GATE, (WriteGate) () -> closed, ProducersGate.KEEPS_TOPICS, "true"));
        return made;
    }

    @Test
    void usageIsRefusedWhileItIsClosedSoThatClientsTryAgain() {
        var fault = assertThrows(NotEnoughReplicasException.class, () -> write("usage-events"));

        assertThat(Errors.forException(fault)).isEqualTo(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(fault).hasMessage("the disk is nearly full");
    }

    @Test
    void allElseIsWrittenAndAllIsWhenItIsOpen() {
        assertThat(write("commands")).containsExactly(AuthorizationResult.ALLOWED);
        closed = Optional.empty();
        assertThat(write("usage-events")).containsExactly(AuthorizationResult.ALLOWED);
    }

    @Test
    void theBrokerSaysNothingOfARefusalAndAllOfAFault() {
        var log = (Logger) LoggerFactory.getLogger("kafka.server.KafkaApis");
        var said = new ListAppender<ILoggingEvent>();
        said.start();
        log.addAppender(said);
        try {
            assertThatThrownBy(() -> {
                try {
                    write("usage-events");
                } catch (NotEnoughReplicasException e) {
                    log.error("Unexpected error handling request", e);
                    throw e;
                }
            }).isInstanceOf(NotEnoughReplicasException.class);
            assertThat(said.list).isEmpty();

            log.error("Unexpected error handling request", new NotEnoughReplicasException("another"));
            assertThat(said.list).hasSize(1);
        } finally {
            log.detachAppender(said);
        }
    }

    @Test
    void ourTopicsAreKeptAndThoseOfOthersTheirs() {
        assertThat(asked(ApiKeys.DELETE_TOPICS, AclOperation.DELETE, "commands"))
                .containsExactly(AuthorizationResult.DENIED);
        assertThat(asked(ApiKeys.CREATE_PARTITIONS, AclOperation.ALTER, "usage-events"))
                .containsExactly(AuthorizationResult.DENIED);
        assertThat(asked(ApiKeys.DELETE_TOPICS, AclOperation.DELETE, "notes"))
                .containsExactly(AuthorizationResult.ALLOWED);
        assertThat(asked(ApiKeys.DELETE_TOPICS, AclOperation.DESCRIBE, "commands"))
                .containsExactly(AuthorizationResult.ALLOWED);
    }

    private List<AuthorizationResult> write(String topic) {
        return asked(ApiKeys.PRODUCE, AclOperation.WRITE, topic);
    }

    private List<AuthorizationResult> asked(ApiKeys kind, AclOperation operation, String topic) {
        var request = new RequestContext(new RequestHeader(kind, kind.latestVersion(), "client", 1), "1",
                InetAddress.getLoopbackAddress(), KafkaPrincipal.ANONYMOUS, new ListenerName("CLIENTS"),
                SecurityProtocol.PLAINTEXT, ClientInformation.EMPTY, false);
        return gate.authorize(request, List.of(new Action(operation,
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL), 1, true, true)));
    }
}
