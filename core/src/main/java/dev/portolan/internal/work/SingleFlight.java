package dev.portolan.internal.work;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Lets one thread at a time work for a key. Threads that arrive meanwhile wait for its result. When it fails, only the
 * thread that did the work sees the failure, and the next one tries.
 */
public final class SingleFlight<K, V> {
    private final ConcurrentMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

    /**
     * Does the work, or waits for the thread that is doing it.
     *
     * @throws CancelledException when the thread is interrupted while it waits
     */
    public V get(K key, Supplier<V> work) {
        while (true) {
            CompletableFuture<V> own = new CompletableFuture<>();
            CompletableFuture<V> other = flights.putIfAbsent(key, own);
            if (other == null) {
                return fly(key, own, work);
            }
            try {
                return other.get();
            } catch (InterruptedException e) {
                throw CancelledException.interrupted(Problem.of("waiting for content was interrupted"), e);
            } catch (ExecutionException e) {
                // The next round: this thread does the work, or waits for another one.
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

    /** Returns the number of keys that some thread works for now. */
    public int size() {
        return flights.size();
    }
}
