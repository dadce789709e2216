package dev.portolan.port;

/**
 * Tells whether a repository exists. One that does not has no blobs, so a push need not look for each of them.
 *
 * @since 0.1.0
 */
public interface Existence extends Capability {

    /**
     * Returns false only if the store says that the repository does not exist. A store that does not answer this question
     * clearly counts as having it.
     */
    boolean exists();
}
