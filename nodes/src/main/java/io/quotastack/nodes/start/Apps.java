package io.quotastack.nodes.start;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quotastack.gateway.App;

/** The apps of the process, in the order they were started; {@link RunningParts} stops them. */
public final class Apps {

    private record Started(String name, App app, Duration patience) {}

    private final RunningParts parts;
    /** Read by those who ask whether all are ready, while others are still being started. */
    private final List<Started> started = new CopyOnWriteArrayList<>();

    public Apps(RunningParts parts) {
        this.parts = parts;
    }

    /**
     * Starts an app, and does not wait until it can serve.
     *
     * @param patience how long that may take
     */
    public <A extends App> A start(String name, A app, Duration patience) {
        parts.add(name, app);
        started.add(new Started(name, app, patience));
        app.start();
        return app;
    }

    /** Waits until all that were started can serve. */
    public void awaitReady() throws InterruptedException {
        for (Started next : started) {
            awaitReady(next);
        }
    }

    /** Waits until one that was started can serve. */
    public void awaitReady(App app) throws InterruptedException {
        for (Started next : started) {
            if (next.app().equals(app)) {
                awaitReady(next);
            }
        }
    }

    private static void awaitReady(Started next) throws InterruptedException {
        try {
            next.app().ready().get(next.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new CannotStartException(next.name() + " cannot start: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new CannotStartException(
                    next.name() + " was not up within " + next.patience().toSeconds() + " s", e);
        }
    }

    /** The names of those that cannot serve now. */
    public List<String> notReady() {
        return started.stream().filter(next -> !next.app().isReady()).map(Started::name).toList();
    }

    /** What stopped one of them for good, if anything did. */
    public Optional<Throwable> failure() {
        return started.stream().flatMap(next -> next.app().failure().stream()).findFirst();
    }
}
