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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Pushes artifacts: finds out each layer's digest, on several threads; sends those whose digest only sending tells;
 * and copies the rest with the manifest.
 */
public final class ArtifactPush {
    private final CopyEngine engine;
    private final Executor executor;

    /** A push by this engine, which prepares layers on the threads of this executor and the caller's. */
    public ArtifactPush(CopyEngine engine, Executor executor) {
        this.engine = engine;
        this.executor = executor;
    }

    /**
     * Pushes an artifact under names.
     *
     * @param as tags, the first to be set first; empty for the digest alone
     * @return what was done; its root is the manifest
     */
    public CopyResult push(Artifact artifact, Repository to, List<? extends TagOrDigest> as, CopyOptions options) {
        Map<Layer, Descriptor> described = new ConcurrentHashMap<>();
        Set<Digest> sent = ConcurrentHashMap.newKeySet();
        Set<Layer> layers = new LinkedHashSet<>(artifact.parts());
        TaskPool workers = new TaskPool(executor, options.concurrency(), Long.MAX_VALUE);
        layers.forEach(layer -> workers.add(0, () -> described.put(layer, describe(layer, to, sent))));
        workers.run();

        PackedArtifact packed = artifact.packed(layer -> Objects.requireNonNull(described.get(layer)));
        return engine.copy(packed, List.of(Root.of(packed.manifest(), as)), to, options, sent);
    }

    /** Pushes what is packed already, under names. */
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
