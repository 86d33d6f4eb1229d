package io.quotastack.platform.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.tenant.Config;
import io.quotastack.core.tenant.ConfigCommand;
import io.quotastack.gateway.ConfigGateway;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Reply;
import io.quotastack.schemas.topic.Topics;

/**
 * Sends commands to the configuration's one writer and waits until this node's {@link ConfigView} has what became of
 * them. Plain idempotent produces: a command that comes twice is known by its idempotency key.
 */
public final class ConfigClient implements ConfigGateway, AutoCloseable {

    /** A request body at its limit, 1 MiB, has to fit in whatever way it is written; the topic takes 4 MiB. */
    private static final int MAX_COMMAND_BYTES = 4 << 20;

    private final ConfigView view;
    private final Limits limits;
    private final Producer<String, byte[]> producer;
    private final Semaphore free;
    private final Map<String, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();

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
     */
    public ConfigClient(ConfigView view, Map<String, Object> kafka, Limits limits) {
        this.view = view;
        this.limits = limits;
        free = new Semaphore(limits.waiting());
        producer = new KafkaProducer<>(producerConfig(kafka, limits.patience()));
        view.onOutcome(this::settle);
    }

    @Override
    public Config current() {
        return view.current();
    }

    /** Its future completes on the thread that reads the configuration: go on with anything long elsewhere. */
    @Override
    public CompletableFuture<Reply> submit(String commandId, String owner, Optional<Idempotency> idempotency,
            ConfigCommand command) {
        byte[] value = ConfigJson.write(new ConfigSubmission(commandId, owner, idempotency, command));
        if (!free.tryAcquire()) {
            return CompletableFuture
                    .failedFuture(new OverloadedException("too many configuration commands wait for their outcome"));
        }
        var reply = new CompletableFuture<Reply>();
        if (waiting.putIfAbsent(commandId, reply) != null) {
            free.release();
            throw new IllegalArgumentException("a command of this id waits already: " + commandId);
        }
        CompletableFuture.delayedExecutor(limits.patience().toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> fail(commandId, pending()));
        send(commandId, owner, value);
        return reply;
    }

    /** Ends what still waits as pending. */
    @Override
    public void close() {
        producer.close(limits.patience());
        waiting.keySet().forEach(commandId -> fail(commandId, pending()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of the same
    private void send(String commandId, String owner, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(Topics.CONFIG_COMMANDS.name(), tenantOf(owner), value),
                    (at, error) -> {
                        if (error != null) {
                            fail(commandId, failure(error));
                        }
                    });
        } catch (RuntimeException e) {
            fail(commandId, failure(e));
        }
    }

    private void settle(ConfigOutcome outcome) {
        end(outcome.commandId(), reply -> reply
                .complete(new Reply(outcome.status(), outcome.body().getBytes(UTF_8), outcome.replayed())));
    }

    private void fail(String commandId, RuntimeException error) {
        end(commandId, reply -> reply.completeExceptionally(error));
    }

    /** Whoever takes a call out of the waiting ones ends it; the others come too late. */
    private void end(String commandId, Consumer<CompletableFuture<Reply>> ending) {
        CompletableFuture<Reply> reply = waiting.remove(commandId);
        if (reply != null) {
            free.release();
            ending.accept(reply);
        }
    }

    /** After what might have passed on another try, nobody knows whether the command is durable. */
    private static RuntimeException failure(Exception sending) {
        return sending instanceof RetriableException
                ? pending()
                : new IllegalStateException("the command could not be sent", sending);
    }

    private static OutcomePendingException pending() {
        return new OutcomePendingException("the outcome of the configuration command is not known yet");
    }

    /** {@code root}, or the tenant of its environment. */
    private static String tenantOf(String owner) {
        int slash = owner.indexOf('/');
        return slash < 0 ? owner : owner.substring(0, slash);
    }

    private static Map<String, Object> producerConfig(Map<String, Object> kafka, Duration patience) {
        int millis = Math.toIntExact(patience.toMillis());
        var config = new HashMap<>(kafka);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_COMMAND_BYTES);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis / 2);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return config;
    }
}
