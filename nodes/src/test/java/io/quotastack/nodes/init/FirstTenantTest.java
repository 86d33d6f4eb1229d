package io.quotastack.nodes.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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
import io.quotastack.core.tenant.Tenant;
import io.quotastack.gateway.ConfigGateway;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.Reply;
import io.quotastack.nodes.data.Credentials;

class FirstTenantTest {

    @TempDir
    private Path path;
    private Path file;
    private final DecidingGateway config = new DecidingGateway();
    private final FirstTenant firstTenant = new FirstTenant(config);

    @BeforeEach
    void open() {
        file = path.resolve(Credentials.FILE);
    }

    @Test
    void makesTheTenantAndItsKeysOnTheFirstStart() {
        firstTenant.ensure(file);

        assertInForce(Credentials.in(file).orElseThrow());
    }

    @Test
    void sendsNothingOnLaterStarts() {
        firstTenant.ensure(file);
        Config afterTheFirst = config.current();
        Optional<Credentials> credentials = Credentials.in(file);

        firstTenant.ensure(file);

        assertThat(config.current()).isSameAs(afterTheFirst);
        assertThat(Credentials.in(file)).isEqualTo(credentials);
    }

    @Test
    void keepsTheCredentialsBeforeTheFirstCommand() {
        config.failFrom(1);

        assertThat(firstTenant.ensure(file)).isFalse();

        assertThat(Credentials.in(file)).isPresent();
    }

    @Test
    void finishesWhatACrashLeftAfterTheRootKey() {
        config.failFrom(2);
        assertThat(firstTenant.ensure(file)).isFalse();
        Credentials written = Credentials.in(file).orElseThrow();
        config.failFrom(Integer.MAX_VALUE);

        assertThat(firstTenant.ensure(file)).isTrue();

        assertThat(Credentials.in(file)).contains(written);
        assertInForce(written);
    }

    @Test
    void leavesTheKeysInForceWhenTheFileWasMovedAway() throws IOException {
        firstTenant.ensure(file);
        Config before = config.current();
        Files.delete(file);

        firstTenant.ensure(file);

        assertThat(config.current()).isSameAs(before);
        assertThat(Credentials.in(file)).isEmpty();
    }

    private void assertInForce(Credentials credentials) {
        Config now = config.current();
        assertThat(now.rootKeyHash()).contains(ApiKey.hashOf(credentials.rootKey()));
        assertThat(now.tenants().values().map(Tenant::id)).containsExactly(credentials.tenantId());
        assertThat(now.keys().size()).isEqualTo(2);
        assertThat(now.keys().ofHash(ApiKey.hashOf(credentials.liveKey()))).isPresent();
        assertThat(now.keys().ofHash(ApiKey.hashOf(credentials.testKey()))).isPresent();
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
        public boolean isCurrent() {
            return true;
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
