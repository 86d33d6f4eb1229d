package io.quotastack.webhook.send;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves names for the client and checks each address; the client connects to the very addresses that were checked,
 * so a name that resolves otherwise the next moment gains nothing.
 */
final class CheckedResolver implements DnsResolver, AutoCloseable {

    /** Look-ups block in native code, which would hold up the carrier of a virtual thread. */
    private static final int THREADS = 16;
    private static final int WAITING = 1_000;
    /** The same whether there is no such name or it is one of our own network: a tenant is not to find those out. */
    private static final String NOT_PUBLIC = " leads to no public address";

    private final boolean anyAddress;
    private final Duration patience;
    private final ExecutorService lookups;

    /** @param anyAddress whether private addresses are allowed too */
    CheckedResolver(boolean anyAddress, Duration patience) {
        this.anyAddress = anyAddress;
        this.patience = patience;
        var pool = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("webhook-dns-", 0).daemon().factory());
        pool.allowCoreThreadTimeOut(true);
        this.lookups = pool;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = lookUp(host);
        if (!anyAddress && !Arrays.stream(addresses).allMatch(AddressRules::isPublic)) {
            throw new UnknownHostException(host + NOT_PUBLIC);
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return Arrays.stream(resolve(host)).findFirst().map(InetAddress::getHostAddress).orElse(host);
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        try {
            Future<InetAddress[]> found = lookups.submit(() -> InetAddress.getAllByName(host));
            return found.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unknown(host, anyAddress ? " cannot be resolved" : NOT_PUBLIC, e);
        } catch (TimeoutException | RejectedExecutionException e) {
            throw unknown(host, " was not resolved in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, " was not resolved", e);
        }
    }

    private static UnknownHostException unknown(String host, String what, Exception cause) {
        var unknown = new UnknownHostException(host + what);
        unknown.initCause(cause);
        return unknown;
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }
}
