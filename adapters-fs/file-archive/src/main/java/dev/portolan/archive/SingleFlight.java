package dev.portolan.archive;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Lets many threads that want the same wait for the one that came first, and hands its result to all of them: what is
 * small enough to be handed on is fetched once even where no cache has room for it.
 */
final class SingleFlight<K, V> {
    private final ConcurrentMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

    /**
     * Does the work, or waits for who is doing it. What the work throws, all of them throw; only when its thread was
     * interrupted, the next one does it instead.
     */
    V get(K key, Supplier<V> work) {
        while (true) {
            CompletableFuture<V> own = new CompletableFuture<>();
            CompletableFuture<V> other = flights.putIfAbsent(key, own);
            if (other == null) {
                return fly(key, own, work);
            }
            try {
                return other.get();
            } catch (InterruptedException e) {
                throw CancelledException.interrupted(Problem.of("waiting for content was cancelled"), e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof CancelledException) {
                    continue;
                }
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw (Error) e.getCause();
            }
        }
    }

    private V fly(K key, CompletableFuture<V> flight, Supplier<V> work) {
        try {
            V value = work.get();
            flights.remove(key);
            flight.complete(value);
            return value;
        } catch (RuntimeException | Error e) {
            flights.remove(key);
            flight.completeExceptionally(e);
            throw e;
        }
    }
}
