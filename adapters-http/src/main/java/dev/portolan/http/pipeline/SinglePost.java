package dev.portolan.http.pipeline;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a registry stores a blob that is sent with the POST. Many open a session instead, and the blob would be sent
 * twice; so the first small blob probes it, and other small blobs wait for the result.
 */
public final class SinglePost {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Boolean supported;

    /** Sends a blob, which calls {@link #found} unless the request fails without an answer. */
    public <T> T send(String what, String where, Supplier<T> blob) {
        return Locks.alone(() -> supported != null, lock, what, where, blob);
    }

    /** Returns whether the registry may store the blob, as far as is known. */
    public boolean isPossible() {
        return !Boolean.FALSE.equals(supported);
    }

    /** Remembers whether the registry stored the blob. */
    public void found(boolean stored) {
        supported = stored;
    }
}
