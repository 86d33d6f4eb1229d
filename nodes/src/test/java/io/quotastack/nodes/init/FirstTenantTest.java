package io.quotastack.nodes.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.decide.ConfigDecider;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.gateway.ConfigGateway;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.Reply;
import io.quotastack.nodes.data.Credentials;
import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.start.CannotStartException;

class FirstTenantTest {

    @TempDir
    private Path path;
    private DataDirectory directory;
    private final DecidingGateway config = new DecidingGateway();
    private final FirstTenant firstTenant = new FirstTenant(config);

    @BeforeEach
    void open() {
        directory = DataDirectory.open(path);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void makesTheTenantAndItsKeysOnTheFirstStart() {
        firstTenant.ensure(directory);

        assertInForce(Credentials.in(directory).orElseThrow());
    }

    @Test
    void sendsNothingOnLaterStarts() {
        firstTenant.ensure(directory);
        Config afterTheFirst = config.current();
        Optional<Credentials> credentials = Credentials.in(directory);

        firstTenant.ensure(directory);

        assertThat(config.current()).isSameAs(afterTheFirst);
        assertThat(Credentials.in(directory)).isEqualTo(credentials);
    }

    @Test
    void keepsTheCredentialsBeforeTheFirstCommand() {
        config.failFrom(1);

        assertThatThrownBy(() -> firstTenant.ensure(directory)).isInstanceOf(CannotStartException.class);

        assertThat(Credentials.in(directory)).isPresent();
    }

    @Test
    void finishesWhatACrashLeftAfterTheRootKey() {
        config.failFrom(2);
        assertThatThrownBy(() -> firstTenant.ensure(directory)).isInstanceOf(CannotStartException.class);
        Credentials written = Credentials.in(directory).orElseThrow();
        config.failFrom(Integer.MAX_VALUE);

        firstTenant.ensure(directory);

        assertThat(Credentials.in(directory)).contains(written);
        assertInForce(written);
    }

    @Test
    void leavesTheKeysInForceWhenTheFileWasMovedAway() throws IOException {
        firstTenant.ensure(directory);
        Config before = config.current();
        Files.delete(path.resolve(Credentials.FILE));

        firstTenant.ensure(directory);

        assertThat(config.current()).isSameAs(before);
        assertThat(Credentials.in(directory)).isEmpty();
    }

    private void assertInForce(Credentials credentials) {
        Config now = config.current();
        assertThat(now.rootKeyHash()).contains(ApiKey.hashOf(credentials.rootKey()));
        assertThat(now.tenants()).containsOnlyKeys(credentials.tenantId());
        assertThat(now.keysByHash()).containsOnlyKeys(ApiKey.hashOf(credentials.liveKey()),
                ApiKey.hashOf(credentials.testKey()));
    }

    /** Decides as the configuration's one writer does, at once; from some command on it does not answer. */
    private static final class DecidingGateway implements ConfigGateway {

        private Config config = Config.EMPTY;
        private int commands;
        private int firstFailing = Integer.MAX_VALUE;

        void failFrom(int command) {
            firstFailing = command;
        }

        @Override
        public Config current() {
            return config;
        }

        @Override
        public CompletableFuture<Reply> submit(String commandId, String owner, Optional<Idempotency> idempotency,
                ConfigCommand command) {
            if (++commands >= firstFailing) {
                return CompletableFuture.failedFuture(new OutcomePendingException("no answer"));
            }
            return CompletableFuture
                    .completedFuture(switch (ConfigDecider.decide(config, command, Instant.EPOCH)) {
                        case ConfigDecision.Accepted accepted -> {
                            for (ConfigChange change : accepted.changes()) {
                                config = config.apply(config.version() + 1, change);
                            }
                            yield new Reply(201, new byte[0], false);
                        }
                        case ConfigDecision.Refused refused -> new Reply(refused.problem().type().status(),
                                new byte[0], false);
                    });
        }
    }
}
