package dev.portolan.http.access;

import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * StripedLocks for any number of things, of which some share one: who waits for one thing may wait for another, but
 * nothing grows, whatever strangers name.
 */
public final class StripedLocks {
    private static final int NUMBER = 64;

    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(NUMBER).toArray(ReentrantLock[]::new);

    /** All free. */
    public StripedLocks() {}

    /** Returns the lock of a thing, by its {@code equals}. */
    public ReentrantLock of(Object thing) {
        return locks[Math.floorMod(thing.hashCode(), NUMBER)];
    }
}
