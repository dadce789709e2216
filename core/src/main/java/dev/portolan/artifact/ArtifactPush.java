package dev.portolan.artifact;

import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.copy.Root;
import dev.portolan.internal.work.TaskPool;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Target;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Pushes artifacts: computes the digests of layers on several threads, uploads streamed layers, and copies the other
 * blobs with the manifest.
 *
 * @since 0.1.0
 */
public final class ArtifactPush {
    private final CopyEngine engine;
    private final Executor executor;

    /**
     * Creates a push with this engine. Layers are prepared on the threads of the executor and on the caller's thread.
     */
    public ArtifactPush(CopyEngine engine, Executor executor) {
        this.engine = engine;
        this.executor = executor;
    }

    /**
     * Pushes an artifact under tags.
     *
     * @param the tags, in the order in which they are set; empty for the digest alone
     * @return the result; its root is the manifest
     */
    public CopyResult push(Artifact artifact, Target to, List<? extends TagOrDigest> as, CopyOptions options) {
        Map<Layer, Descriptor> described = new ConcurrentHashMap<>();
        Set<Digest> sent = ConcurrentHashMap.newKeySet();
        Set<Layer> layers = new LinkedHashSet<>(artifact.parts());
        TaskPool workers = new TaskPool(executor, options.concurrency(), Long.MAX_VALUE);
        layers.forEach(layer -> workers.add(0, () -> described.put(layer, describe(layer, to, sent))));
        workers.run();

        PackedArtifact packed = artifact.packed(layer -> Objects.requireNonNull(described.get(layer)));
        return engine.copy(packed, List.of(Root.of(packed.manifest(), as)), to, options, sent);
    }

    /** Pushes a packed artifact under tags. */
    public CopyResult push(PackedArtifact artifact, Target to, List<? extends TagOrDigest> as, CopyOptions options) {
        return engine.copy(artifact, List.of(Root.of(artifact.manifest(), as)), to, options);
    }

    private static Descriptor describe(Layer layer, Target to, Set<Digest> sent) {
        return layer.descriptor().orElseGet(() -> {
            Descriptor written = to.write(layer.mediaType(), layer.content());
            sent.add(written.digest());
            return layer.describe(written);
        });
    }
}
