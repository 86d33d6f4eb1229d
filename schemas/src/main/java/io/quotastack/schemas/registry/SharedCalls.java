package io.quotastack.schemas.registry;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Calls that many threads may want at one time: one of them makes it, the others get its answer. When a node starts, all
 * its threads want the same few schemas, and a registry need not bear them all at once.
 */
final class SharedCalls<K, V> {

    private final Map<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

    /** What the registry says is said to all; what befell only the thread that made the call makes the next one call. */
    V call(K key, Supplier<V> call) {
        while (true) {
            var own = new CompletableFuture<V>();
            CompletableFuture<V> others = underWay.putIfAbsent(key, own);
            if (others == null) {
                return made(key, call, own);
            }
            try {
                return others.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof SchemaRegistryException said) {
                    throw said;
                }
            }
        }
    }

    private V made(K key, Supplier<V> call, CompletableFuture<V> own) {
        try {
            V answer = call.get();
            own.complete(answer);
            return answer;
        } catch (RuntimeException | Error e) {
            own.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(key);
        }
    }
}
