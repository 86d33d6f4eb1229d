package io.quotastack.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.handler.GracefulHandler;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.servlet.DefaultTasks;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quotastack.api.catalogue.PackageEndpoints;
import io.quotastack.api.catalogue.PlanEndpoints;
import io.quotastack.api.catalogue.VariantEndpoints;
import io.quotastack.api.console.ConsoleEndpoints;
import io.quotastack.api.credit.CreditEndpoints;
import io.quotastack.api.credit.LedgerEndpoints;
import io.quotastack.api.credit.WalletEndpoints;
import io.quotastack.api.customer.CustomerEndpoints;
import io.quotastack.api.docs.DocsEndpoints;
import io.quotastack.api.docs.HealthEndpoints;
import io.quotastack.api.entitlement.EntitlementEndpoints;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.AdmissionLimit;
import io.quotastack.api.http.Configurations;
import io.quotastack.api.http.JettyProblems;
import io.quotastack.gateway.MemoryShares;
import io.quotastack.api.http.RequestPipeline;
import io.quotastack.api.http.Route;
import io.quotastack.api.metering.MetricEndpoints;
import io.quotastack.api.metering.RuleEndpoints;
import io.quotastack.api.metering.SimulationEndpoints;
import io.quotastack.api.pages.GuideEndpoints;
import io.quotastack.api.report.CreditReportEndpoints;
import io.quotastack.api.reservation.ReservationEndpoints;
import io.quotastack.api.subscription.SubscriptionEndpoints;
import io.quotastack.api.subscription.TestClockEndpoints;
import io.quotastack.api.tenant.ApiKeyEndpoints;
import io.quotastack.api.tenant.KeyUse;
import io.quotastack.api.tenant.SettingsEndpoints;
import io.quotastack.api.tenant.TenantEndpoints;
import io.quotastack.api.usage.UsageEndpoints;
import io.quotastack.api.webhook.WebhookEndpoints;
import io.quotastack.api.webhook.WebhookParts;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.gateway.App;
import io.quotastack.gateway.ConfigGateway;
import io.quotastack.gateway.LedgerGateway;

/** The HTTP API of one process. */
public final class ApiServer implements App {

    private final Javalin javalin;
    private final KeyUse keyUse;
    private final CompletableFuture<Void> listening = new CompletableFuture<>();
    private final ScheduledExecutorService everyMinute = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("api-key-use").daemon().factory());

    /**
     * A server that is not listening yet.
     *
     * @param notReady the names of what cannot serve now: what {@code /readyz} says
     */
    public ApiServer(ApiDoor door, LedgerGateway ledger, ConfigGateway configs, WebhookParts webhooks,
            Supplier<List<String>> notReady, PrometheusMeterRegistry metrics, ApiLimits limits) {
        this.keyUse = new KeyUse(configs);
        var pipeline = pipeline(door, ledger, configs, webhooks, notReady, keyUse::used, metrics, limits);
        this.javalin = Javalin.create(config -> configure(config, pipeline, door, limits));
    }

    /**
     * What answers requests, wherever they come from.
     *
     * @param keyUsed told of every key that was let in
     */
    public static RequestPipeline pipeline(ApiDoor door, LedgerGateway ledger, ConfigGateway configs,
            WebhookParts webhooks, Supplier<List<String>> notReady, Consumer<ApiKey> keyUsed,
            PrometheusMeterRegistry metrics,
            ApiLimits limits) {
        return new RequestPipeline(
                routes(ledger, configs, webhooks, notReady, Optional.of(metrics).filter(shown -> door.showsMetrics())),
                configs, keyUsed, new AdmissionLimit(limits.requestsInHand()),
                new MemoryShares(limits.bodyBytesInHand()), limits.bodyPace(),
                new MemoryShares(limits.replyBytesInHand()), limits.replyWithin(), door.browsers(), metrics);
    }

    /** All that the API answers; without metrics, that they are elsewhere. */
    static List<Route> routes(LedgerGateway ledger, ConfigGateway configs, WebhookParts webhooks,
            Supplier<List<String>> notReady, Optional<PrometheusMeterRegistry> metrics) {
        var accounts = new Accounts(ledger);
        var configurations = new Configurations(configs);
        List<Route> routes = new ArrayList<>();
        routes.addAll(new EntitlementEndpoints(accounts).routes());
        routes.addAll(new UsageEndpoints(accounts).routes());
        routes.addAll(new CustomerEndpoints(accounts).routes());
        routes.addAll(new CreditEndpoints(accounts).routes());
        routes.addAll(new LedgerEndpoints(accounts).routes());
        routes.addAll(new WalletEndpoints(accounts).routes());
        routes.addAll(new ReservationEndpoints(accounts).routes());
        routes.addAll(new SubscriptionEndpoints(accounts).routes());
        routes.addAll(new TestClockEndpoints(accounts).routes());
        routes.addAll(new CreditReportEndpoints(accounts).routes());
        routes.addAll(new MetricEndpoints(configurations).routes());
        routes.addAll(new RuleEndpoints(configurations, accounts).routes());
        routes.addAll(new SimulationEndpoints(configurations, accounts).routes());
        routes.addAll(new PackageEndpoints(configurations).routes());
        routes.addAll(new PlanEndpoints(configurations).routes());
        routes.addAll(new VariantEndpoints(configurations).routes());
        routes.addAll(new TenantEndpoints(configurations).routes());
        routes.addAll(new SettingsEndpoints(configurations, webhooks).routes());
        routes.addAll(new ApiKeyEndpoints(configurations).routes());
        routes.addAll(new WebhookEndpoints(webhooks, accounts).routes());
        routes.addAll(new HealthEndpoints(notReady, metrics).routes());
        routes.addAll(new DocsEndpoints(List.copyOf(routes)).routes());
        routes.addAll(new GuideEndpoints().routes());
        routes.addAll(new ConsoleEndpoints().routes());
        return List.copyOf(routes);
    }

    @SuppressWarnings("unchecked") // Javalin's own varargs of a generic type
    private static void configure(JavalinConfig config, RequestPipeline pipeline, ApiDoor door,
            ApiLimits limits) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.concurrency.useVirtualThreads = true;
        config.jetty.modifyServer(server -> {
            server.insertHandler(new GracefulHandler());
            server.setStopTimeout(limits.stopWithin().toMillis());
            server.setErrorHandler(new JettyProblems());
        });
        new ApiSockets(door).addTo(config, limits.connections());
        config.jetty.modifyServletContextHandler(context -> {
            context.setErrorHandler(new JettyProblems());
            // Else Jetty redirects a request line without a path by itself.
            context.setAllowNullPathInContext(true);
        });
        // Ids in paths may hold anything, percent-encoded; our own route table reads the path as it was sent.
        config.jetty.modifyHttpConfiguration(http -> http.setUriCompliance(UriCompliance.UNSAFE));
        // One handler answers everything, faults included: Javalin's routing and error pages have no part in it.
        config.requestLifeCycle(DefaultTasks.INSTANCE.getBEFORE());
        config.routes.before(context -> pipeline.serve(context.req(), context.res()));
    }

    /** Listens and answers from now on. */
    @Override
    public void start() {
        javalin.start();
        var unused = everyMinute.scheduleWithFixedDelay(keyUse::tell, 1, 1, TimeUnit.MINUTES);
        listening.complete(null);
    }

    @Override
    public CompletableFuture<Void> ready() {
        return listening.copy();
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Takes no more requests, finishes those in hand within the limit, and leaves. */
    @Override
    public void close() {
        everyMinute.shutdownNow();
        javalin.stop();
    }
}
