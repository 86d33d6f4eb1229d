package io.quotastack.webhook.send;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.Config;
import io.quotastack.core.tenant.SealedSecret;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.events.CustomerEvent;
import io.quotastack.internal.AttemptRow;
import io.quotastack.schemas.secret.SecretBox;

/** Carries deliveries out, each flight on a virtual thread of its own. How many fly at once is the task's concern. */
public final class Courier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final Supplier<Config> config;
    private final SecretBox secrets;
    private final boolean anyAddress;
    private final Landings landings;
    private final Clock clock;
    private final Outbound outbound;
    private final ExecutorService flights = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-", 0).factory());

    /** @param anyAddress whether private addresses, and plain http in live, are allowed */
    public Courier(Supplier<Config> config, SecretBox secrets, boolean anyAddress, Landings landings, Clock clock) {
        this.config = config;
        this.secrets = secrets;
        this.anyAddress = anyAddress;
        this.landings = landings;
        this.clock = clock;
        this.outbound = new Outbound(anyAddress, clock);
    }

    public void send(Flight flight) {
        flights.execute(() -> fly(flight));
    }

    private void fly(Flight flight) {
        int last = flight.parcels().size() - 1;
        for (int i = 0; i <= last && !flight.calledBack(); i++) {
            Flight.Parcel parcel = flight.parcels().get(i);
            Optional<AttemptRow> attempt = attempt(flight.customer().world(), parcel);
            if (attempt.isEmpty()) {
                break;
            }
            boolean landed = i == last || !Attempts.succeeded(attempt.get());
            landings.attempted(flight, parcel, attempt.get(), landed);
            if (landed) {
                return;
            }
        }
        flight.ground();
    }

    /** Nothing when there is nowhere to send it. */
    private Optional<AttemptRow> attempt(TenantEnvironment world, Flight.Parcel parcel) {
        Instant at = clock.instant();
        WebhookSettings settings = config.get().world(world).settings().webhooks();
        if (settings.url().isEmpty() || settings.secret().isEmpty()) {
            return Optional.empty();
        }
        try {
            URI url = URI.create(settings.url().get());
            if (world.environment() == Environment.LIVE && !anyAddress && !"https".equals(url.getScheme())) {
                return Optional.of(Outbound.unanswered(at, 0, "the live environment takes https only"));
            }
            return Optional.of(outbound.post(url, signed(world, settings, parcel.event(), at)));
        } catch (IOException | RuntimeException e) {
            LOG.warn("an attempt to deliver {} could not be made", parcel.event().getId(), e);
            return Optional.of(Outbound.unanswered(at, 0, "the attempt could not be made: " + e.getMessage()));
        }
    }

    private Outbound.Message signed(TenantEnvironment world, WebhookSettings settings, CustomerEvent event,
            Instant at) {
        List<byte[]> keys = new ArrayList<>();
        List<SealedSecret> sealed = new ArrayList<>();
        settings.secret().ifPresent(sealed::add);
        settings.retiredAt(at).ifPresent(sealed::add);
        sealed.forEach(secret -> keys.add(secrets.open(world, secret)));
        byte[] body = EventBody.of(event);
        long timestamp = at.getEpochSecond();
        return new Outbound.Message(event.getId(), timestamp,
                Signatures.of(keys, event.getId(), timestamp, EventBody.text(body)), body);
    }

    /** Ends all attempts; their outcomes are lost, and they are made again. */
    @Override
    public void close() {
        flights.shutdownNow();
        outbound.close();
    }
}
