package dev.portolan.internal.work;

import dev.portolan.error.CancelledException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time work for a key. Threads that arrive meanwhile wait for its result, or for its failure: what
 * fails for one would fail for each of them, one after the other. When the work was cancelled, though, which is about its
 * thread alone, the next one tries.
 */
public final class SingleFlight<K, V> {
    private final ConcurrentMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

    /**
     * Does the work, or waits for the thread that is doing it.
     *
     * @throws OciException the failure of the work, or a copy of it in a thread that waited
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
                throw shared(e.getCause());
            } catch (CancellationException e) {
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
        } catch (OciException | UncheckedIOException e) {
            flights.remove(key);
            if (e instanceof CancelledException || Thread.currentThread().isInterrupted()) {
                flight.cancel(false);
            } else {
                flight.completeExceptionally(e);
            }
            throw e;
        } catch (RuntimeException | Error e) {
            flights.remove(key);
            flight.cancel(false);
            throw e;
        }
    }

    /** Returns a failure for another thread, with the stack trace of that thread. */
    private static RuntimeException shared(@Nullable Throwable failure) {
        if (failure instanceof OciException known) {
            return known.with(known.problem().causedBy(known));
        }
        return new UncheckedIOException(
                (IOException) Objects.requireNonNull(failure).getCause());
    }

    /** Returns the number of keys that some thread works for now. */
    public int size() {
        return flights.size();
    }
}
