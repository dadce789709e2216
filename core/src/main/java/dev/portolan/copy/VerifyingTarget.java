package dev.portolan.copy;

import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A target that stores nothing: a copy to it reads everything that is reachable from a manifest of the source, and
 * fails if anything is missing or damaged.
 *
 * @since 0.1.0
 */
public final class VerifyingTarget implements Target {

    private final Map<Digest, Descriptor> leftOut;

    /** Creates a target for any number of verifications. */
    public VerifyingTarget() {
        this(List.of());
    }

    /**
     * Creates a target for verifications of a delta, which may lack some blobs; the result of the copy counts these as
     * skipped.
     *
     * @param leftOut the blobs that may be missing, as {@link dev.portolan.port.Deltas.LeftOut} lists them
     */
    public VerifyingTarget(List<Descriptor> leftOut) {
        this.leftOut = leftOut.stream().collect(Collectors.toMap(Descriptor::digest, blob -> blob, (one, same) -> one));
    }

    @Override
    public String name() {
        return "verification";
    }

    /**
     * Reads the content and discards it.
     *
     * @throws dev.portolan.error.ContentMismatchException when it does not match the descriptor
     */
    @Override
    public void write(Descriptor blob, Content content) {
        try {
            Verifier verifier = Verifier.of(content, blob, name());
            content.writeTo(verifier::update);
            verifier.finish();
        } catch (IOException e) {
            throw Streams.failure("verifying " + blob.digest(), name(), e);
        }
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        // It was verified when it was read.
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return Optional.empty();
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        return Optional.ofNullable(leftOut.get(blob));
    }

    @Override
    public void close() {}
}
