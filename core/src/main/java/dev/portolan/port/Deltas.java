package dev.portolan.port;

import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Descriptor;
import java.util.List;

/**
 * A repository that can be written as a delta: without the blobs that its receiver already has.
 *
 * @since 0.1.0
 */
public interface Deltas extends Capability {

    /**
     * Returns a repository's capability to hold a delta.
     *
     * @throws UnsupportedException when it has none; the message says what can hold a delta
     */
    static Deltas of(Repository repository) {
        return repository
                .capability(Deltas.class)
                .orElseThrow(() -> new UnsupportedException(Problem.of("copying a delta failed")
                        .at(repository.name())
                        .because("only an oci-archive can be a delta")
                        .advice("copy to oci-archive:FILE:NAME")));
    }

    /**
     * Returns this repository as a target that leaves out blobs. Manifests are always written, and the repository
     * records which blobs it lacks. Closing the target closes the repository.
     *
     * @param base has exactly the blobs that the receiver already has, such as a {@link dev.portolan.copy.DeltaBase};
     *     the caller closes it
     */
    Repository leavingOut(ContentStore base);

    /** Returns what this repository lacks since it is a delta. */
    LeftOut leftOut();

    /**
     * What was left out of a delta.
     *
     * @param base the name of the base that has these blobs; empty when nothing was left out
     * @param blobs the blobs, each digest once, without those that were added later
     */
    record LeftOut(String base, List<Descriptor> blobs) {

        /** Copies the list. */
        public LeftOut {
            blobs = List.copyOf(blobs);
        }

        /** Returns the total size of the blobs, in bytes. */
        public long bytes() {
            return blobs.stream().mapToLong(Descriptor::size).sum();
        }
    }
}
