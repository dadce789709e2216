package dev.portolan.artifact;

import dev.portolan.content.BoundedStream;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.NotFoundException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Source;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest with its blobs, ready to be pushed: the result of {@link Artifact#pack}, or the output of another program.
 * The manifest is pushed byte for byte.
 *
 * @since 0.1.0
 */
public final class PackedArtifact implements Source {
    private final ImageManifest manifest;
    private final Map<Digest, Content> blobs;

    private PackedArtifact(ImageManifest manifest, Map<Digest, Content> blobs) {
        this.manifest = manifest;
        this.blobs = Collections.unmodifiableMap(blobs);
    }

    /**
     * Returns a packed artifact. Its blobs are verified when they are written.
     *
     * @param blobs by digest; may omit blobs that the target has
     */
    public static PackedArtifact of(ImageManifest manifest, Map<Digest, ? extends Content> blobs) {
        return new PackedArtifact(manifest, new LinkedHashMap<>(blobs));
    }

    /** Returns the manifest. */
    public ImageManifest manifest() {
        return manifest;
    }

    /** Returns the blobs by digest: config and layers. */
    public Map<Digest, Content> blobs() {
        return blobs;
    }

    @Override
    public String name() {
        return "the packed artifact";
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return manifest(reference).map(Manifest::descriptor);
    }

    @Override
    public Optional<Manifest> manifest(TagOrDigest reference) {
        return reference.equals(manifest.digest()) ? Optional.of(manifest) : Optional.empty();
    }

    /** Returns the descriptor of a blob, from the manifest. */
    @Override
    public Optional<Descriptor> stat(Digest blob) {
        return manifest.children().stream()
                .filter(child -> child.digest().equals(blob) && blobs.containsKey(blob))
                .findFirst()
                .map(child -> child.bare().withMediaType(MediaTypes.OCTET_STREAM));
    }

    @Override
    public InputStream open(Descriptor blob) {
        try {
            return Verifier.of(blob, name()).wrap(find(blob).open());
        } catch (IOException e) {
            throw Streams.failure("opening " + blob.digest(), name(), e);
        }
    }

    @Override
    public InputStream open(Descriptor blob, ByteRange range) {
        try {
            return new BoundedStream(find(blob).openAt(range.offset()), range.length());
        } catch (IOException e) {
            throw Streams.failure("opening " + blob.digest(), name(), e);
        }
    }

    /** Returns the content of a blob, unverified; the target verifies it. */
    @Override
    public Content content(Descriptor blob) {
        return find(blob);
    }

    private Content find(Descriptor blob) {
        Content found = blobs.get(blob.digest());
        if (found == null) {
            throw NotFoundException.of("blob " + blob.digest(), name());
        }
        return found;
    }

    /** Does nothing. */
    @Override
    public void close() {}
}
