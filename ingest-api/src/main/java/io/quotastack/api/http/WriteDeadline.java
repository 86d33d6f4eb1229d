package io.quotastack.api.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Closes a client's connection unless its answer is written in time. The server's own limit is on the time without a
 * byte: a client that takes one now and then would keep its answer in memory for ever.
 */
final class WriteDeadline {

    private static final Logger LOG = LoggerFactory.getLogger(WriteDeadline.class);

    private final CompletableFuture<Void> written = new CompletableFuture<>();

    private WriteDeadline() {}

    static WriteDeadline after(Duration within, HttpServletRequest request) {
        EndPoint connection = ServletContextRequest.getServletContextRequest(request).getConnectionMetaData()
                .getConnection().getEndPoint();
        var deadline = new WriteDeadline();
        CompletableFuture<Void> unused = deadline.written.orTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(late -> {
                    LOG.info("closed the connection of {}: it did not take an answer within {}",
                            connection.getRemoteSocketAddress(),
                            within);
                    connection.close(new EofException("the answer was not taken in time"));
                    return null;
                });
        return deadline;
    }

    /** The answer is written, or nobody is there to take it. */
    void cancel() {
        written.complete(null);
    }
}
