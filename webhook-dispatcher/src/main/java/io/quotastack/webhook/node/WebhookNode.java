package io.quotastack.webhook.node;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.gateway.OutcomePendingException;
import io.quotastack.core.gateway.Reply;
import io.quotastack.core.gateway.RequestContext;
import io.quotastack.core.gateway.WebhookGateway;
import io.quotastack.core.tenant.Config;
import io.quotastack.core.webhook.WebhookOrder;
import io.quotastack.core.webhook.WebhookQuery;
import io.quotastack.events.CustomerEvent;
import io.quotastack.internal.AttemptMade;
import io.quotastack.internal.AttemptRow;
import io.quotastack.ledger.commit.Waiters;
import io.quotastack.ledger.node.LedgerSettings;
import io.quotastack.ledger.node.StreamsApp;
import io.quotastack.metering.config.ConfigView;
import io.quotastack.schemas.secret.SecretBox;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.webhook.process.Endpoints;
import io.quotastack.webhook.process.WebhookTopology;
import io.quotastack.webhook.read.DeliveryReads;
import io.quotastack.webhook.read.DeliveryShards;
import io.quotastack.webhook.replay.ReplayScan;
import io.quotastack.webhook.replay.ReplayScans;
import io.quotastack.webhook.send.Courier;
import io.quotastack.webhook.send.EventBody;
import io.quotastack.webhook.send.Flight;
import io.quotastack.webhook.wire.WebhookCommands;

/** One node of the webhook-dispatcher: delivers the events of its partitions, and answers for them. */
public final class WebhookNode implements WebhookGateway, AutoCloseable {

    /** Also the name of the consumer group that holds how far its topics are read. */
    public static final String APPLICATION_ID = "quotastack-webhooks";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookNode.class);
    private static final Duration CONFIG_WITHIN = Duration.ofSeconds(30);

    private final ConfigView config;
    private final Clock clock;
    private final WebhookLog log;
    private final Waiters<Reply> waiters;
    private final DeliveryReads reads;
    private final ReplayScans replays;
    private final Courier courier;
    private final StreamsApp streams;

    /**
     * What is the dispatcher's own.
     *
     * @param anyAddress whether webhooks may go to private addresses, and in live by plain http
     * @param historyKept how long deliveries are kept; dead letters stay until they are resolved
     */
    public record Options(SecretBox secrets, boolean anyAddress, Duration historyKept) {
        public static final Duration HISTORY_KEPT = Duration.ofDays(30);
    }

    /** Everything made, nothing started. */
    public WebhookNode(LedgerSettings settings, Options options, ConfigView config, AvroSerdes serdes, Clock clock,
            MeterRegistry metrics) {
        this.config = config;
        this.clock = clock;
        this.log = new WebhookLog(settings.kafka(), settings.partitions());
        this.waiters = new Waiters<>(settings.limits().waitingCallers(), settings.limits().answerWithin().toSeconds());
        var shards = new DeliveryShards(settings.partitions());
        this.reads = new DeliveryReads(shards);
        Deserializer<CustomerEvent> events = serdes.values(CustomerEvent.class).deserializer();
        this.replays = new ReplayScans(
                task -> ReplayScan.start(task, settings.kafka(), events, log::append));
        this.courier = new Courier(config::current, options.secrets(), options.anyAddress(), this::attempted, clock);
        this.streams = new StreamsApp(APPLICATION_ID,
                WebhookTopology.of(new WebhookTopology.Parts(this::configAtLeast, events,
                        new Endpoints(metrics, clock), courier::send, replays, shards, waiters, metrics,
                        settings.partitions(), options.historyKept().toMillis())),
                Topics.WEBHOOK_COMMANDS.name(), settings);
    }

    /** Starts to deliver; {@link #running()} tells when it does. */
    public void start() {
        streams.start();
    }

    /** Completes when its tasks run. */
    public CompletableFuture<Void> running() {
        return streams.running();
    }

    public boolean isReady() {
        return streams.isRunning();
    }

    /** What stopped it for good, if anything did. */
    public Optional<Throwable> failure() {
        return streams.failure();
    }

    @Override
    public CompletableFuture<Reply> submit(WebhookOrder order) {
        CompletableFuture<Reply> answer = waiters.await(order.orderId());
        CustomerKey decidedBy = WebhookCommands.decidedBy(order, EventBody.desk(order.world()));
        var unused = log.append(decidedBy.toString(), WebhookCommands.order(order, clock.millis()))
                .whenComplete((durable, failure) -> {
                    if (failure != null) {
                        waiters.fail(order.orderId(),
                                new OutcomePendingException("the order may be durable: " + failure.getMessage()));
                    }
                });
        return answer;
    }

    @Override
    public Reply read(WebhookQuery query, RequestContext request) {
        return reads.read(query, request);
    }

    /** Makes an outcome durable; the task hears of it from there. */
    private void attempted(Flight flight, Flight.Parcel parcel, AttemptRow attempt, boolean landed) {
        var unused = log
                .append(flight.customer().toString(),
                        new AttemptMade(parcel.ordinal(), parcel.number(), flight.id(), landed, attempt))
                .whenComplete((durable, failure) -> {
                    if (failure != null) {
                        LOG.warn("an outcome is lost; the delivery is made again: {}", failure.toString());
                        flight.callBack();
                        if (landed) {
                            flight.ground();
                        }
                    }
                });
    }

    private Config configAtLeast(long version) {
        try {
            return config.awaitVersion(version, CONFIG_WITHIN).orElseThrow(() -> new IllegalStateException(
                    "configuration " + version + " did not come within " + CONFIG_WITHIN.toSeconds() + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the configuration", e);
        }
    }

    /** The sender first: what it cannot tell of any more is delivered again. */
    @Override
    public void close() {
        courier.close();
        replays.close();
        streams.close();
        log.close();
    }
}
