package io.quotastack.webhook.send;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.config.Config;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.core.webhook.DeliveryAttempt;
import io.quotastack.core.webhook.DeliveryBatch;
import io.quotastack.core.webhook.WebhookEvent;
import io.quotastack.gateway.trace.TraceSpan;
import io.quotastack.schemas.secret.SecretBox;

/** Makes the attempts of each batch on a virtual thread of its own. How many batches there are is the task's concern. */
public final class WebhookSender implements BatchSender, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);

    private final Supplier<Config> config;
    private final SecretBox secrets;
    private final boolean anyAddress;
    private final SendListener listener;
    private final EventTraces traces;
    private final Clock clock;
    private final Outbound outbound;
    private final Set<Long> batches = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-", 0).factory());

    /**
     * A sender.
     *
     * @param anyAddress whether private addresses, and plain http in live, are allowed
     * @param keepsAnswers whether tenants may see what receivers answer
     * @param traces that events are of
     */
    public WebhookSender(Supplier<Config> config, SecretBox secrets, boolean anyAddress, boolean keepsAnswers,
            SendListener listener, EventTraces traces, Clock clock) {
        this.config = config;
        this.secrets = secrets;
        this.anyAddress = anyAddress;
        this.listener = listener;
        this.traces = traces;
        this.clock = clock;
        this.outbound = new Outbound(anyAddress, keepsAnswers);
    }

    @Override
    public void send(DeliveryBatch batch, BooleanSupplier mayBegin) {
        batches.add(batch.id());
        threads.execute(() -> {
            try {
                attemptAll(batch, mayBegin);
            } finally {
                batches.remove(batch.id());
            }
        });
    }

    @Override
    public void cancel(long batchId) {
        batches.remove(batchId);
    }

    private void attemptAll(DeliveryBatch batch, BooleanSupplier mayBegin) {
        int last = batch.attempts().size() - 1;
        for (int i = 0; i <= last && batches.contains(batch.id()) && mayBegin.getAsBoolean(); i++) {
            DeliveryAttempt attempt = batch.attempts().get(i);
            Optional<AttemptResult> result = attempt(batch.customer().tenantEnvironment(), attempt);
            if (result.isEmpty()) {
                break;
            }
            boolean batchEnded = i == last || !result.get().succeeded();
            listener.attempted(batch, attempt, result.get(), batchEnded);
            if (batchEnded) {
                return;
            }
        }
        listener.unreported(batch);
    }

    /** Nothing when there is nowhere to send it. */
    private Optional<AttemptResult> attempt(TenantEnvironment tenantEnvironment, DeliveryAttempt attempt) {
        Instant at = clock.instant();
        WebhookSettings settings = config.get().environment(tenantEnvironment).settings().webhooks();
        if (settings.url().isEmpty() || settings.secret().isEmpty()) {
            return Optional.empty();
        }
        TraceSpan span = traces.attempt(attempt.event());
        AttemptResult result = attempt(tenantEnvironment, settings, settings.url().get(), attempt, at, span);
        traces.attempted(attempt.event(), result, span);
        return Optional.of(result);
    }

    private AttemptResult attempt(TenantEnvironment tenantEnvironment, WebhookSettings settings, String endpoint,
            DeliveryAttempt attempt, Instant at, TraceSpan span) {
        try {
            URI url = URI.create(endpoint);
            if (tenantEnvironment.environment() == Environment.LIVE && !anyAddress
                    && !"https".equals(url.getScheme())) {
                return Outbound.unanswered(at, 0, "the live environment takes https only");
            }
            return outbound.post(tenantEnvironment, url,
                    signed(tenantEnvironment, settings, attempt.event(), at, span));
        } catch (IOException | RuntimeException e) {
            LOG.warn("an attempt to deliver {} could not be made", attempt.event().id(), e);
            return Outbound.unanswered(at, 0, "the attempt could not be made: " + e.getMessage());
        }
    }

    private Outbound.Message signed(TenantEnvironment tenantEnvironment, WebhookSettings settings, WebhookEvent event,
            Instant at, TraceSpan span) {
        List<byte[]> keys = new ArrayList<>();
        List<SealedSecret> sealed = new ArrayList<>();
        settings.secret().ifPresent(sealed::add);
        settings.retiredAt(at).ifPresent(sealed::add);
        sealed.forEach(secret -> keys.add(secrets.open(tenantEnvironment, secret)));
        byte[] body = EventBody.of(event);
        return new Outbound.Message(event.id(), at,
                Signatures.of(keys, event.id(), at.getEpochSecond(), EventBody.text(body)), body, span);
    }

    /** Ends all attempts; how they end is lost, and they are made again. */
    @Override
    public void close() {
        threads.shutdownNow();
        outbound.close();
    }
}
