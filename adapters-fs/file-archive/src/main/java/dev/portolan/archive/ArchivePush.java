package dev.portolan.archive;

import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.ArtifactPush;
import dev.portolan.artifact.Layer;
import dev.portolan.content.Content;
import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.fs.pack.Pack;
import dev.portolan.model.Annotations;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** Pushes a packed archive: its content first, its tags last. */
final class ArchivePush {
    private final CopyOptions options;
    private final Executor executor;
    private final Clock clock;

    ArchivePush(CopyOptions options, Executor executor, Clock clock) {
        this.options = options;
        this.executor = executor;
        this.clock = clock;
    }

    CopyResult push(Repository repository, Tag tag, PackedArchive archive, PushOptions push) {
        Map<String, String> annotations = new LinkedHashMap<>(push.annotations());
        annotations.putIfAbsent(
                Annotations.CREATED,
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        Artifact artifact = Artifact.builder()
                .type(ArchiveFormat.ARTIFACT_TYPE)
                .layer(Layer.of(archive.index(), content(archive.indexFile(), ArchiveFormat.INDEX_TYPE)))
                .layer(Layer.of(archive.data(), content(archive.dataFile(), ArchiveFormat.DATA_TYPE)))
                .annotations(annotations)
                .build();
        List<Tag> tags = new ArrayList<>();
        tags.add(tag);
        tags.addAll(push.tags());
        return new ArtifactPush(new CopyEngine(executor), executor).push(artifact, repository, tags, options);
    }

    private static Content content(Path file, String mediaType) {
        return Pack.file(file, mediaType).content();
    }
}
