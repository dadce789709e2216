package dev.portolan.cache;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets one thread at a time work for a key. Those that come meanwhile wait, and then look for themselves: where the
 * first one succeeded they find its result in the cache, and where it failed the next one tries.
 */
final class Flights {
    private final ConcurrentMap<Object, Flight> flights = new ConcurrentHashMap<>();

    private static final class Flight extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        /** Changed within the map's own lock of the key. */
        private int passengers;
    }

    <T> T alone(Object key, Supplier<T> work) {
        Flight flight = flights.compute(key, (k, found) -> {
            Flight boarded = found == null ? new Flight() : found;
            boarded.passengers++;
            return boarded;
        });
        try {
            flight.lockInterruptibly();
            try {
                return work.get();
            } finally {
                flight.unlock();
            }
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(Problem.of("waiting for content was cancelled"), e);
        } finally {
            flights.computeIfPresent(key, (k, found) -> --found.passengers == 0 ? null : found);
        }
    }

    /** Returns the number of keys in flight. */
    int size() {
        return flights.size();
    }
}
