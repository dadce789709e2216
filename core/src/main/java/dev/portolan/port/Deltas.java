package dev.portolan.port;

/** A repository that can be written as a delta: without the blobs that its receiver already has. */
public interface Deltas extends Capability {

    /**
     * Returns this repository as a target that leaves out blobs. Manifests are always written, and the repository
     * records which blobs it lacks. Closing the target closes the repository.
     *
     * @param base has what the receiver already has; the caller closes it
     */
    Repository leavingOut(ContentStore base);
}
