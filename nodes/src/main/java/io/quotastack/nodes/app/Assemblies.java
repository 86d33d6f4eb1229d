package io.quotastack.nodes.app;

import java.util.Optional;
import java.util.function.Supplier;

import io.quotastack.nodes.init.Init;
import io.quotastack.nodes.secret.Resealing;
import io.quotastack.nodes.settings.AppSettings;
import io.quotastack.nodes.settings.NodeApp;
import io.quotastack.nodes.start.RunningParts;
import io.quotastack.nodes.start.ServingProcess;
import io.quotastack.platform.app.SteadyClock;

/** Which app is put together how. */
public final class Assemblies {

    private Assemblies() {}

    /** Runs an app until it ends or is told to; answers the exit code. Throws what kept it from starting or going on. */
    public static int run(AppSettings settings) throws InterruptedException {
        if (settings.app() == NodeApp.INIT) {
            return Init.run(settings);
        }
        if (settings.app() == NodeApp.RESEAL_SECRETS) {
            return Resealing.run(settings);
        }
        ServingProcess.untilStopped((parts, clock) -> start(settings, parts, clock));
        return 0;
    }

    private static Supplier<Optional<Throwable>> start(AppSettings settings, RunningParts parts,
            SteadyClock clock) throws InterruptedException {
        var node = new Node(settings, parts, clock);
        return switch (settings.app()) {
            case INIT, RESEAL_SECRETS, VERIFY -> throw new IllegalArgumentException(settings.app() + " does not serve");
            case INGEST_API -> IngestApi.start(node);
            case SCHEMA_REGISTRY -> SchemaRegistry.start(node);
            case LEDGER_STREAMS -> LedgerStreams.start(node);
            case METERING_STREAMS -> MeteringStreams.start(node);
            case WEBHOOK_DISPATCHER -> WebhookDispatcher.start(node);
        };
    }
}
