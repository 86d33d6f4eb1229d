package io.quotastack.platform.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.gateway.App;
import io.quotastack.gateway.ConfigGateway;
import io.quotastack.gateway.Reply;
import io.quotastack.platform.app.WriteGate;
import io.quotastack.platform.client.DurableProducer;
import io.quotastack.platform.commit.PendingCalls;
import io.quotastack.schemas.topic.Topics;

/**
 * Sends commands to the configuration's one writer and waits until this node's {@link ConfigView} has what became of
 * them. A command that comes twice is known by its idempotency key.
 */
public final class ConfigClient implements ConfigGateway, App {

    /** A request body at its limit, 1 MiB, has to fit in whatever way it is written; the topic takes 4 MiB. */
    private static final int MAX_COMMAND_BYTES = 4 << 20;

    private final ConfigView view;
    private final DurableProducer producer;
    private final WriteGate writes;
    private final PendingCalls<Reply> pendingCalls;

    /**
     * What bounds waiting.
     *
     * @param waiting calls at a time; one more is refused as overloaded
     * @param patience after that long a call ends as pending
     */
    public record Limits(int waiting, Duration patience) {
        public static final Limits DEFAULT = new Limits(1_000, Duration.ofSeconds(10));
    }

    /**
     * A client of the cluster whose configuration the view shows.
     *
     * @param kafka what any client of the cluster needs: `bootstrap.servers`, security
     * @param writes whether changes are taken now
     */
    public ConfigClient(ConfigView view, Map<String, Object> kafka, Limits limits, WriteGate writes) {
        this.view = view;
        this.writes = writes;
        this.pendingCalls = new PendingCalls<>(limits.waiting(), limits.patience());
        this.producer = new DurableProducer(kafka, "quotastack-config-commands", limits.patience(),
                Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_COMMAND_BYTES));
    }

    /** Hears of outcomes from now on. */
    @Override
    public void start() {
        view.onOutcome(this::settle);
    }

    @Override
    public Config current() {
        return view.current();
    }

    @Override
    public boolean isCurrent() {
        return view.isCurrent();
    }

    /** Its future completes on the thread that reads the configuration: go on with anything long elsewhere. */
    @Override
    public CompletableFuture<Reply> submit(String commandId, String owner, Optional<Idempotency> idempotency,
            ConfigCommand command) {
        writes.requireOpen();
        byte[] value = ConfigJson.write(new ConfigSubmission(commandId, owner, idempotency, command));
        return pendingCalls.call(commandId, () -> producer.append(
                new ProducerRecord<>(Topics.CONFIG_COMMANDS.name(), tenantOf(owner).getBytes(UTF_8), value)));
    }

    private void settle(ConfigOutcome outcome) {
        pendingCalls.of(outcome.commandId()).ifPresent(caller -> caller
                .complete(new Reply(outcome.status(), outcome.body().getBytes(UTF_8), outcome.replayed())));
    }

    /** Ends what still waits as pending. */
    @Override
    public void close() {
        producer.close();
        pendingCalls.close();
    }

    /** {@code root}, or the tenant of its environment. */
    private static String tenantOf(String owner) {
        int slash = owner.indexOf('/');
        return slash < 0 ? owner : owner.substring(0, slash);
    }
}
