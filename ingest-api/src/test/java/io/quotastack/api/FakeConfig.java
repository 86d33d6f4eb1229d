package io.quotastack.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.gateway.ConfigGateway;
import io.quotastack.gateway.Reply;
import io.quotastack.schemas.json.Json;

/** A snapshot that tests change at will, and a note of what was asked. */
final class FakeConfig implements ConfigGateway {

    record Asked(String commandId, String owner, Optional<Idempotency> idempotency, ConfigCommand command) {}

    final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    Function<ConfigCommand, Reply> answering = command -> new Reply(201, Json.bytes(Map.of("done", true)), false);

    volatile boolean current = true;
    private volatile Config config = Config.EMPTY;

    void apply(ConfigChange change) {
        config = config.apply(config.version() + 1, change);
    }

    @Override
    public Config current() {
        return config;
    }

    @Override
    public boolean isCurrent() {
        return current;
    }

    @Override
    public CompletableFuture<Reply> submit(String commandId, String owner, Optional<Idempotency> idempotency,
            ConfigCommand command) {
        asked.add(new Asked(commandId, owner, idempotency, command));
        return CompletableFuture.completedFuture(answering.apply(command));
    }

    /** The last command. */
    ConfigCommand command() {
        return asked.getLast().command();
    }
}
