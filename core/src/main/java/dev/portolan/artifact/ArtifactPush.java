package dev.portolan.artifact;

import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.copy.Root;
import dev.portolan.internal.work.TaskPool;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Repository;
import dev.portolan.port.Target;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Pushes artifacts: computes the digests of layers on several threads while it checks the tag in the registry, uploads
 * streamed layers, and copies the other blobs with the manifest.
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
     * @param as the tags, in the order in which they are set; empty for the digest alone
     * @return the result; its root is the manifest
     */
    public CopyResult push(Artifact artifact, Repository to, List<? extends TagOrDigest> as, CopyOptions options) {
        Map<Layer, Descriptor> described = new ConcurrentHashMap<>();
        Set<Digest> sent = ConcurrentHashMap.newKeySet();
        Set<Layer> layers = new LinkedHashSet<>(artifact.parts());
        TaskPool workers = new TaskPool(executor, options.concurrency());
        Optional<AskedTarget> asked = as.isEmpty() ? Optional.empty() : AskedTarget.of(to, as.get(0));
        asked.ifPresent(target -> workers.add(0, () -> target.lookForTag()));
        layers.forEach(layer -> workers.add(0, () -> {
            Descriptor blob = describe(layer, to, sent);
            described.put(layer, blob);
            asked.filter(target -> !sent.contains(blob.digest())).ifPresent(target -> target.lookFor(blob));
        }));
        workers.run();

        PackedArtifact packed = artifact.packed(layer -> Objects.requireNonNull(described.get(layer)));
        Target target = asked.isPresent() ? asked.get() : to;
        return engine.copy(packed, List.of(Root.of(packed.manifest(), as)), target, options, sent);
    }

    /** Pushes a packed artifact under tags. */
    public CopyResult push(PackedArtifact artifact, Target to, List<? extends TagOrDigest> as, CopyOptions options) {
        return engine.copy(artifact, List.of(Root.of(artifact.manifest(), as)), to, options);
    }

    private static Descriptor describe(Layer layer, Repository to, Set<Digest> sent) {
        return layer.descriptor().orElseGet(() -> {
            Descriptor written = layer.writeTo(to);
            sent.add(written.digest());
            return written;
        });
    }
}
