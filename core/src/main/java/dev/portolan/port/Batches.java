package dev.portolan.port;

/**
 * Groups the writes of one copy, so that the target updates its list of manifests once, and only on success.
 *
 * @since 0.1.0
 */
public interface Batches extends Capability {

    /** The writes of one copy. */
    interface Batch extends AutoCloseable {

        /** Returns the target to write to while this batch is open. */
        Target target();

        /** Makes the manifests and tags of this batch visible, all of them or none. */
        void commit();

        /** Drops the manifests and tags that were not committed. Blobs may stay for the next attempt. */
        @Override
        void close();
    }

    /** Begins a batch. Writes to the repository itself are not part of it. */
    Batch begin();
}
