package dev.portolan.archive;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a file archive: the facts that need neither index nor data. Immutable.
 *
 * @since 0.1.0
 */
public final class ArchiveManifest {
    private final ImageManifest manifest;
    private final Descriptor index;
    private final Descriptor data;

    private ArchiveManifest(ImageManifest manifest, Descriptor index, Descriptor data) {
        this.manifest = manifest;
        this.index = index;
        this.data = data;
    }

    /**
     * Interprets a manifest as that of a file archive.
     *
     * @param where its origin, for messages
     * @throws MissingIndexException when no layer is an index
     * @throws MissingDataException when no layer is data
     * @throws InvalidManifestException when it is not the manifest of a file archive, or has other layers too
     */
    public static ArchiveManifest of(Manifest manifest, String where) {
        if (!(manifest instanceof ImageManifest image)
                || !manifest.artifactType().equals(Optional.of(ArchiveFormat.ARTIFACT_TYPE))) {
            throw new InvalidManifestException(notAnArchive(manifest, where)
                    .because("its type is " + manifest.artifactType().orElse(manifest.mediaType()) + ", not "
                            + ArchiveFormat.ARTIFACT_TYPE));
        }
        Descriptor index = only(image, ArchiveFormat.INDEX_TYPE, where);
        if (index == null) {
            throw new MissingIndexException(notAnArchive(manifest, where).because("it has no index"));
        }
        Descriptor data = only(image, ArchiveFormat.DATA_TYPE, where);
        if (data == null) {
            throw new MissingDataException(notAnArchive(manifest, where).because("it has no data"));
        }
        if (image.layers().size() != 2) {
            throw new InvalidManifestException(
                    notAnArchive(manifest, where).because("it has layers other than its index and its data"));
        }
        return new ArchiveManifest(image, index, data);
    }

    private static @Nullable Descriptor only(ImageManifest manifest, String mediaType, String where) {
        List<Descriptor> found = manifest.layers().stream()
                .filter(layer -> layer.mediaType().equals(mediaType))
                .toList();
        if (found.size() > 1) {
            throw new InvalidManifestException(
                    notAnArchive(manifest, where).because("it has " + found.size() + " layers of " + mediaType));
        }
        return found.isEmpty() ? null : found.get(0);
    }

    private static Problem notAnArchive(Manifest manifest, String where) {
        return Problem.of("manifest " + manifest.digest() + " is not a file archive")
                .at(where);
    }

    /** Returns the digest of the manifest. */
    public Digest digest() {
        return manifest.digest();
    }

    /** Returns the descriptor of the index, which a pull downloads. */
    public Descriptor index() {
        return index;
    }

    /** Returns the descriptor of the data, which a complete extraction downloads. */
    public Descriptor data() {
        return data;
    }

    /** Returns the annotations, sorted by key. */
    public Map<String, String> annotations() {
        return manifest.annotations();
    }

    /** Returns the creation time in the annotations; empty if it is missing or malformed. */
    public Optional<Instant> created() {
        try {
            return Optional.ofNullable(annotations().get(Annotations.CREATED))
                    .map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Returns the manifest itself. */
    public ImageManifest manifest() {
        return manifest;
    }

    @Override
    public String toString() {
        return "file archive " + digest();
    }
}
