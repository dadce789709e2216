package dev.portolan.artifact;

import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.copy.Root;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.port.Source;
import dev.portolan.port.Target;
import dev.portolan.signature.TrustPolicy;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * An artifact in a repository, layout or archive. Only its manifest has been fetched. Inspect it, read single
 * layers, or pull it. Closing it closes its source.
 *
 * @since 0.1.0
 */
public final class StoredArtifact implements AutoCloseable {
    private final Source source;
    private final ImageManifest manifest;
    private final CopyEngine engine;
    private final TrustPolicy trustedBy;

    /**
     * Creates an artifact in a source. Closing the artifact closes the source.
     *
     * @param trustedBy trusts the artifact already, by itself or through its index, and is not checked again
     */
    public StoredArtifact(Source source, ImageManifest manifest, CopyEngine engine, TrustPolicy trustedBy) {
        this.source = source;
        this.manifest = manifest;
        this.engine = engine;
        this.trustedBy = trustedBy;
    }

    /** Returns the manifest. */
    public ImageManifest manifest() {
        return manifest;
    }

    /** Returns the manifest's descriptor. */
    public Descriptor descriptor() {
        return manifest.descriptor();
    }

    /** Returns the layers, in their order. */
    public List<Descriptor> layers() {
        return manifest.layers();
    }

    /** Returns the layer with this title. */
    public Optional<Descriptor> layer(String title) {
        return layers().stream()
                .filter(layer -> layer.annotation(Annotations.TITLE).equals(Optional.of(title)))
                .findFirst();
    }

    /** Reads and verifies the config; no layer is fetched. */
    public byte[] config() {
        return bytes(manifest.config());
    }

    /**
     * Reads and verifies a layer or the config.
     *
     * @throws dev.portolan.error.LimitExceededException when it is larger than {@link Source#LARGEST_IN_MEMORY}
     */
    public byte[] bytes(Descriptor blob) {
        return blob.data()
                .map(data -> Verifier.check(blob, source.name(), data))
                .orElseGet(() -> source.bytes(blob));
    }

    /** Opens a layer or the config. The stream verifies the content, and throws at the end if it does not match. */
    public InputStream open(Descriptor blob) {
        return source.open(blob);
    }

    /** Returns a layer or the config as content; inline data of the descriptor is used if present. */
    public Content content(Descriptor blob) {
        return blob.data()
                .map(data -> Content.of(Verifier.check(blob, source.name(), data)))
                .orElseGet(() -> source.content(blob));
    }

    /**
     * Copies this artifact to a target; for a directory, only the layers that have a title.
     *
     * @return what was done
     */
    public CopyResult pull(Target into, CopyOptions options) {
        CopyOptions how = options.policy() == trustedBy ? options.requiring(TrustPolicy.ANYTHING) : options;
        return engine.copy(source, List.of(Root.of(manifest, List.of())), into, how);
    }

    @Override
    public void close() {
        source.close();
    }
}
