package dev.portolan.artifact;

import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.copy.Root;
import dev.portolan.internal.work.Workers;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    public CopyResult push(Artifact artifact, Target to, List<? extends TagOrDigest> as, CopyOptions options) {
        Map<Layer, Descriptor> described = new ConcurrentHashMap<>();
        Set<Digest> sent = ConcurrentHashMap.newKeySet();
        Set<Layer> layers = new LinkedHashSet<>(withConfig(artifact));
        Workers workers = new Workers(executor, options.concurrency(), Long.MAX_VALUE);
        layers.forEach(layer -> workers.add(0, () -> described.put(layer, describe(layer, to, sent))));
        workers.run();

        PackedSource packed = new PackedSource(manifest(artifact, described));
        layers.forEach(layer -> packed.add(described.get(layer), layer.content()));
        return engine.copy(packed, List.of(Root.of(packed.root(), as)), to, options, sent);
    }

    private static Descriptor describe(Layer layer, Target to, Set<Digest> sent) {
        return layer.descriptor().orElseGet(() -> {
            Descriptor written = to.write(layer.mediaType(), layer.content());
            sent.add(written.digest());
            return layer.describe(written);
        });
    }

    private static List<Layer> withConfig(Artifact artifact) {
        List<Layer> all = new ArrayList<>(artifact.layers());
        all.add(artifact.config());
        return all;
    }

    private static ImageManifest manifest(Artifact artifact, Map<Layer, Descriptor> described) {
        ImageManifest.Builder manifest = ImageManifest.builder()
                .config(described.get(artifact.config()))
                .layers(artifact.layers().stream().map(described::get).toList())
                .annotations(new LinkedHashMap<>(artifact.annotations()));
        if (!artifact.type().isEmpty()) {
            manifest.artifactType(artifact.type());
        }
        artifact.subject().ifPresent(manifest::subject);
        return manifest.build();
    }
}
