package dev.portolan.http.pipeline;

import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A fixed number of locks for any number of keys. Some keys share a lock, so a thread may wait for another key, but memory
 * does not grow with the keys that strangers choose.
 */
final class StripedLocks {
    private static final int NUMBER = 64;

    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(NUMBER).toArray(ReentrantLock[]::new);

    /** Creates the locks, all free. */
    StripedLocks() {}

    /** Returns the lock of a key, by its {@code equals}. */
    ReentrantLock of(Object thing) {
        return locks[Math.floorMod(thing.hashCode(), NUMBER)];
    }
}
