package io.quotastack.webhook.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.core.webhook.DeliveryAttempt;
import io.quotastack.core.webhook.DeliveryBatch;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.core.webhook.QueueLimits;
import io.quotastack.events.CustomerEvent;
import io.quotastack.gateway.App;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.platform.app.StreamsApp;
import io.quotastack.platform.app.WriteGate;
import io.quotastack.platform.client.CommittedConsumer;
import io.quotastack.platform.commit.CommitPolicy;
import io.quotastack.platform.commit.PendingCalls;
import io.quotastack.platform.config.ConfigView;
import io.quotastack.platform.store.OwnedPartitions;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.platform.wire.OwnerMap;
import io.quotastack.schemas.secret.SecretBox;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.webhook.process.Endpoints;
import io.quotastack.webhook.process.PartitionWaits;
import io.quotastack.webhook.process.WaitSignal;
import io.quotastack.webhook.process.WakeUpTimer;
import io.quotastack.webhook.process.WebhookTopology;
import io.quotastack.webhook.read.DeliveryReads;
import io.quotastack.webhook.read.DeliveryShard;
import io.quotastack.webhook.remote.OwnedWebhooks;
import io.quotastack.webhook.replay.ReplayReader;
import io.quotastack.webhook.send.BatchSender;
import io.quotastack.webhook.send.EventTraces;
import io.quotastack.webhook.send.SendListener;
import io.quotastack.webhook.send.WebhookSender;
import io.quotastack.webhook.wire.AttemptCodec;
import io.quotastack.webhook.wire.RequestCodec;

/** One node of the webhook-dispatcher: delivers the events of its partitions, and answers for them. */
public final class WebhookNode implements OwnedWebhooks, App {

    /** Also the name of the consumer group that holds how far its topics are read. */
    public static final String APPLICATION_ID = "quotastack-webhooks";

    /** The topics that its stores are restored from. */
    public static final List<Topic> CHANGELOGS = List.of(WebhookTopology.changelog(APPLICATION_ID));

    private static final Logger LOG = LoggerFactory.getLogger(WebhookNode.class);

    private final WebhookLog log;
    private final PendingCalls<Reply> pendingCalls;
    private final DeliveryReads reads;
    private final AvroSerdes serdes;
    private final ReplayReader replays;
    private final OwnedPartitions<DeliveryShard> shards;
    private final OwnedPartitions<PartitionWaits> partitions;
    private final WebhookSender sender;
    private final WakeUpTimer timer;
    private final StreamsApp streams;
    private final WriteGate writes;

    /**
     * What is the dispatcher's own.
     *
     * @param anyAddress whether webhooks may go to private addresses, and in live by plain http
     * @param historyKept how long deliveries are kept; dead letters stay until they are resolved
     */
    public record Options(SecretBox secrets, boolean anyAddress, boolean keepsAnswers, Duration historyKept) {
        public static final Duration HISTORY_KEPT = Duration.ofDays(30);
    }

    /** Everything made, nothing started. */
    public WebhookNode(NodeSettings settings, Options options, ConfigView config, AvroSerdes serdes, Clock clock,
            MeterRegistry metrics) {
        this.serdes = serdes;
        this.writes = settings.writes();
        this.log = new WebhookLog(settings.kafka(), settings.partitions());
        this.pendingCalls = new PendingCalls<>(settings.limits().waitingCallers(),
                settings.limits().answerWithin());
        this.shards = new OwnedPartitions<>(settings.partitions());
        this.reads = new DeliveryReads(shards);
        Deserializer<CustomerEvent> events = serdes.waitingDeserializer(CustomerEvent.class);
        this.replays = new ReplayReader(() -> CommittedConsumer.of(settings.kafka(), ReplayReader.SETTINGS), events,
                this::append, writes::isOpen);
        Gauge.builder("quotastack.webhook.replays", replays, ReplayReader::underWay)
                .description("replays under way, counted in each partition").register(metrics);
        this.partitions = new OwnedPartitions<PartitionWaits>(settings.partitions());
        var traces = new EventTraces();
        this.sender = new WebhookSender(config::current, options.secrets(), options.anyAddress(),
                options.keepsAnswers(), new Outcomes(), traces,
                clock);
        Predicate<Instant> mayProbe = settings.member().address()
                .<Predicate<Instant>>map(address -> new ProbeTurns(address, this::owners)).orElse(now -> true);
        Function<TenantEnvironment, WebhookSettings> webhooks = tenantEnvironment -> config.current()
                .environment(tenantEnvironment).settings().webhooks();
        var parts = new WebhookTopology.Parts(config, events, new Endpoints(metrics, clock, webhooks, mayProbe),
                new GatedSender(sender, writes), traces,
                replays, shards, settings.lease(), partitions, new WaitSignal(), pendingCalls, metrics,
                options.historyKept(), QueueLimits.DEFAULT);
        this.timer = new WakeUpTimer(parts,
                tenantEnvironment -> webhooks.apply(tenantEnvironment).on(),
                this::append, clock, System::nanoTime);
        this.streams = new StreamsApp(APPLICATION_ID, WebhookTopology.of(parts), Topics.WEBHOOK_COMMANDS.name(),
                new CommitPolicy(settings.limits().commitWithin()),
                settings);
        streams.whenAssigned(() -> pendingCalls.endElsewhere(shards.partitions()));
    }

    /** What can be told later as well, once writes are taken again. */
    private CompletableFuture<Void> append(String key, Object value) {
        return writes.isOpen()
                ? log.append(key, value)
                : CompletableFuture.failedFuture(new UnavailableException("no writes are taken"));
    }

    /** Starts to deliver; {@link #ready} tells when it does. */
    @Override
    public void start() {
        streams.start();
        timer.start();
        replays.start();
    }

    /** Completes when its tasks run. */
    @Override
    public CompletableFuture<Void> ready() {
        return streams.ready();
    }

    @Override
    public boolean isReady() {
        return streams.isReady();
    }

    @Override
    public Optional<Throwable> failure() {
        return streams.failure();
    }

    /** Not of a partition that another node decides: it would be appended, and nobody here would hear of its outcome. */
    @Override
    public CompletableFuture<Reply> submit(DeliveryRequest request) {
        int partition = shards.partitionOf(request.owner());
        shards.ofPartition(partition).orElseThrow(ShardMovedException::new).requireInSession();
        writes.requireOpen();
        return pendingCalls.call(request.requestId(), partition,
                () -> log.append(request.owner().toString(), RequestCodec.write(request)));
    }

    @Override
    public Reply delivery(TenantEnvironment tenantEnvironment, String deliveryId, RequestContext request) {
        return reads.delivery(tenantEnvironment, deliveryId, request);
    }

    @Override
    public List<ListPart<byte[]>> list(ListQuery.Deliveries query, KeysetPage stretch) {
        return List.of(reads.list(query, stretch, shards.everywhere()));
    }

    @Override
    public ListPart<byte[]> list(ListQuery.Deliveries query, KeysetPage stretch, Set<Integer> of) {
        return reads.list(query, stretch, of);
    }

    @Override
    public OwnerMap owners() {
        return streams.owners();
    }

    /** Begins no attempt while its end could not be written down. */
    private record GatedSender(WebhookSender sender, WriteGate writes) implements BatchSender {
        @Override
        public void send(DeliveryBatch batch, BooleanSupplier mayBegin) {
            sender.send(batch, () -> writes.isOpen() && mayBegin.getAsBoolean());
        }

        @Override
        public void cancel(long batchId) {
            sender.cancel(batchId);
        }
    }

    /** Makes the end of each attempt durable; the task hears of it from there. */
    private final class Outcomes implements SendListener {

        @Override
        public void attempted(DeliveryBatch batch, DeliveryAttempt attempt, AttemptResult result,
                boolean batchEnded) {
            var unused = log
                    .append(batch.customer().toString(), AttemptCodec.write(batch, attempt, result, batchEnded))
                    .whenComplete((durable, failure) -> {
                        if (failure != null) {
                            LOG.warn("the end of an attempt is lost; the delivery is made again: {}",
                                    failure.toString());
                            sender.cancel(batch.id());
                            if (batchEnded) {
                                unreported(batch);
                            }
                        }
                    });
        }

        @Override
        public void unreported(DeliveryBatch batch) {
            partitions.ofPartition(partitions.partitionOf(batch.customer()))
                    .ifPresent(waits -> waits.unreported(batch));
        }
    }

    /** The sender first: what it cannot tell of any more is delivered again. */
    @Override
    public void close() {
        serdes.stopWaiting();
        sender.close();
        timer.close();
        replays.close();
        streams.close();
        log.close();
        pendingCalls.close();
    }
}
