package io.quotastack.webhook.send;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.hc.client5.http.DnsResolver;

import io.quotastack.core.customer.TenantEnvironment;

/**
 * Resolves names for the client and checks each address; the client connects to the very addresses that were checked,
 * so a name that resolves otherwise the next moment gains nothing. A name server that does not answer holds up those who
 * named it, and no others: a name is looked up once at a time, and few names of an environment.
 */
final class CheckedResolver implements DnsResolver, AutoCloseable {

    /** Look-ups block in native code, which would hold up the carrier of a virtual thread, and nothing ends them there. */
    private static final int THREADS = 256;
    /**
     * Of one environment, so that it takes {@link #THREADS} by this of them to hold up the others. Two, since the URL may
     * change to another host while nobody answers for the first.
     */
    private static final int MOST_OF_ONE = 2;
    /** The same whether there is no such name or it is one of our own network: a tenant is not to find those out. */
    private static final String NOT_PUBLIC = " leads to no public address";

    private final boolean anyAddress;
    private final Duration patience;
    private final LookUp lookUp;
    private final ExecutorService threads;
    private final ThreadLocal<Optional<TenantEnvironment>> caller = ThreadLocal.withInitial(Optional::empty);
    /** Whoever asks for a name that is being looked up waits for that. */
    private final Map<String, CompletableFuture<InetAddress[]>> underWay = new HashMap<>();
    private final Map<Optional<TenantEnvironment>, Integer> ofEach = new HashMap<>();

    /** What asks the machine's resolver. */
    @FunctionalInterface
    interface LookUp {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /** What connects to somewhere. */
    @FunctionalInterface
    interface Call<T> {
        T call() throws IOException;
    }

    /** @param anyAddress whether private addresses are allowed too */
    CheckedResolver(boolean anyAddress, Duration patience) {
        this(anyAddress, patience, InetAddress::getAllByName);
    }

    CheckedResolver(boolean anyAddress, Duration patience, LookUp lookUp) {
        this.anyAddress = anyAddress;
        this.patience = patience;
        this.lookUp = lookUp;
        var pool = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(THREADS),
                Thread.ofPlatform().name("webhook-dns-", 0).daemon().factory());
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /** Names that this thread resolves meanwhile are looked up for that environment. */
    <T> T lookingUpFor(TenantEnvironment tenantEnvironment, Call<T> call) throws IOException {
        caller.set(Optional.of(tenantEnvironment));
        try {
            return call.call();
        } finally {
            caller.remove();
        }
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
            return begun(host, caller.get()).get(patience.toMillis(), TimeUnit.MILLISECONDS).clone();
        } catch (ExecutionException e) {
            throw unknown(host, anyAddress ? " cannot be resolved" : NOT_PUBLIC, e);
        } catch (TimeoutException | RejectedExecutionException e) {
            throw unknown(host, " was not resolved in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, " was not resolved", e);
        }
    }

    /** The look-up of the name that is under way, else a new one. */
    private synchronized CompletableFuture<InetAddress[]> begun(String host, Optional<TenantEnvironment> of) {
        CompletableFuture<InetAddress[]> before = underWay.get(host);
        if (before != null) {
            return before;
        }
        if (ofEach.getOrDefault(of, 0) >= MOST_OF_ONE) {
            throw new RejectedExecutionException("other names of its endpoint are being looked up");
        }
        var found = new CompletableFuture<InetAddress[]>();
        threads.execute(() -> find(host, of, found));
        underWay.put(host, found);
        ofEach.merge(of, 1, Integer::sum);
        return found;
    }

    /** Who asks next looks it up anew: the end is told after the place is free. */
    private void find(String host, Optional<TenantEnvironment> of, CompletableFuture<InetAddress[]> found) {
        try {
            InetAddress[] addresses = lookUp.of(host);
            ended(host, of);
            found.complete(addresses);
        } catch (UnknownHostException | RuntimeException e) {
            ended(host, of);
            found.completeExceptionally(e);
        }
    }

    private synchronized void ended(String host, Optional<TenantEnvironment> of) {
        underWay.remove(host);
        ofEach.computeIfPresent(of, (one, count) -> count == 1 ? null : count - 1);
    }

    private static UnknownHostException unknown(String host, String what, Exception cause) {
        var unknown = new UnknownHostException(host + what);
        unknown.initCause(cause);
        return unknown;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
