package io.quotastack.nodes.start;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts that run, in the order they were started; they are stopped in the opposite order. Thread-safe. */
public final class RunningParts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningParts.class);

    private record Part(String name, AutoCloseable part) {}

    private final Deque<Part> running = new ArrayDeque<>();
    private boolean stopping;
    private volatile Optional<String> stoppingNow = Optional.empty();

    /** Takes over a part that was just started. When all is being stopped already, it is stopped at once. */
    public <T extends AutoCloseable> T add(String name, T part) {
        synchronized (running) {
            if (!stopping) {
                running.push(new Part(name, part));
                return part;
            }
        }
        stop(new Part(name, part));
        throw new CannotStartException("stopped while starting");
    }

    /** Stops every part, also after one of them failed to stop. */
    @Override
    public void close() {
        for (Optional<Part> last = takeLast(); last.isPresent(); last = takeLast()) {
            stop(last.get());
        }
        stoppingNow = Optional.empty();
    }

    /** The part that is being stopped: what to name when stopping takes too long. */
    public Optional<String> stoppingNow() {
        return stoppingNow;
    }

    private Optional<Part> takeLast() {
        synchronized (running) {
            stopping = true;
            return Optional.ofNullable(running.poll());
        }
    }

    private void stop(Part part) {
        stoppingNow = Optional.of(part.name());
        try {
            part.part().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("interrupted while stopping {}", part.name(), e);
        } catch (Exception e) { // whatever it is, the other parts are stopped all the same
            LOG.warn("{} did not stop cleanly", part.name(), e);
        }
    }
}
