package dev.portolan.copy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.BlobFilter;
import dev.portolan.port.Existence;
import dev.portolan.port.Mounts;
import dev.portolan.port.Repairs;
import dev.portolan.port.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The target of a copy: checks, mounts and writes content. */
final class CopyTarget {
    private static final Set<String> CHILD_UNKNOWN = Set.of("MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN");

    private final Target to;
    private final CopySource from;
    private final CopyOptions options;
    private final Optional<Mounts> mounts;
    private final Optional<BlobFilter> filter;
    private final Optional<Repairs> repairs;
    private final Optional<Existence> existence;

    /** Whether the target has any of the content: then even the smallest blobs are worth a check. */
    private volatile boolean anyThere;

    private volatile boolean isNew;

    /** The result of checking a blob early. */
    private final Map<Digest, Stored> sampled = new ConcurrentHashMap<>();

    /** The names that a target with names has, or gets now. */
    private final Set<Descriptor> names = ConcurrentHashMap.newKeySet();

    enum Stored {
        NOTHING,
        INTACT,
        DAMAGED
    }

    CopyTarget(Target to, CopySource from, CopyOptions options) {
        this.to = to;
        this.from = from;
        this.options = options;
        this.filter = to.capability(BlobFilter.class);
        this.mounts =
                to.capability(Mounts.class).filter(mounting -> filter.isEmpty() && mounting.canMountFrom(from.store()));
        this.repairs = to.capability(Repairs.class);
        this.existence = to.capability(Existence.class);
    }

    /** Returns whether anything has been found in the target so far. */
    boolean hasAny() {
        return anyThere;
    }

    /**
     * Finds out whether the repository exists, if that is likely to save requests.
     *
     * @param roots manifests that the target does not have
     */
    void lookWhetherNew(Collection<Manifest> roots) {
        if (existence.isEmpty() || anyThere || !asks() || !NewRepository.isWorthAsking(roots)) {
            return;
        }
        Optional<Descriptor> sample = NewRepository.sample(roots);
        sample.ifPresent(blob -> sampled.put(blob.digest(), stored(blob)));
        isNew = !anyThere && !existence.get().exists();
    }

    /** Whether the repository did not exist, and nothing was found in it since. */
    boolean isNew() {
        return isNew && !anyThere;
    }

    boolean mounts() {
        return mounts.isPresent();
    }

    /** Returns whether the target is only asked whether it has a blob: it neither mounts, takes names nor checks content. */
    boolean asks() {
        return !mounts() && filter.isEmpty() && !isChecked();
    }

    /** Returns whether a deep copy reads the content of the target. */
    boolean isChecked() {
        return options.deep() && repairs.isPresent();
    }

    /** Returns whether a blob is to be copied: not a foreign layer, nor one that the target does not use. */
    boolean wants(Descriptor blob) {
        return !isForeign(blob) && filter.map(target -> target.wants(blob)).orElse(true);
    }

    /**
     * Requires that the target can write the layers that it uses, and uses at least one: a pull that writes nothing must
     * not look successful. A manifest without layers has nothing to write.
     */
    void requireWanted(ImageManifest manifest) {
        if (filter.isEmpty() || manifest.layers().isEmpty()) {
            return;
        }
        List<Descriptor> wanted =
                manifest.layers().stream().filter(filter.get()::wants).toList();
        if (!wanted.isEmpty()) {
            filter.get().expect(wanted);
            return;
        }
        boolean files =
                manifest.artifactType().filter(MediaTypes.FILE_ARCHIVE::equals).isPresent();
        Problem problem = Problem.of((files ? "a file archive" : kind(manifest)) + " has no files to pull")
                .at(from.name() + "@" + manifest.digest())
                .because("none of its layers has a title");
        throw new UnsupportedException(
                files
                        ? problem.advice(Remedy.EXTRACT_FILE_ARCHIVE, "extract its files as those of a file archive")
                        : problem.advice(
                                Remedy.COPY_WHOLE, "copy it to a layout or an archive, or read its layers one by one"));
    }

    private static String kind(ImageManifest manifest) {
        String config = manifest.config().mediaType();
        String type = manifest.artifactType().orElse(config);
        boolean untyped = type.equals(MediaTypes.EMPTY) || type.equals(MediaTypes.UNKNOWN_ARTIFACT);
        return MediaTypes.isImageConfig(config)
                ? "a container image"
                : untyped ? "an artifact" : "an artifact of type " + type;
    }

    private boolean isForeign(Descriptor blob) {
        return !options.foreignLayers() && MediaTypes.isForeignLayer(blob.mediaType());
    }

    /** Returns whether a manifest is there under this name, with everything it references. */
    boolean has(Descriptor manifest, TagOrDigest as) {
        Optional<Descriptor> found = to.resolve(as);
        noteIfAny(found);
        return found.filter(there -> there.digest().equals(manifest.digest())).isPresent()
                && !isDamaged(manifest)
                && isComplete(manifest);
    }

    private void noteIfAny(Optional<Descriptor> found) {
        if (found.isPresent()) {
            anyThere = true;
        }
    }

    private boolean isDamaged(Descriptor there) {
        return isChecked() && !repairs.orElseThrow().isIntact(there);
    }

    /**
     * Manifests are written after their children, so an existing manifest is complete. But a store of files cannot tell
     * a manifest from a layer with the same bytes, and files can be lost: there, the children are checked.
     */
    private boolean isComplete(Descriptor manifest) {
        if (repairs.isEmpty()) {
            return true;
        }
        try {
            Optional<Manifest> found = repairs.get().manifest(manifest.digest());
            return found.isPresent() && Child.of(found.get()).stream().allMatch(this::isComplete);
        } catch (ContentMismatchException | InvalidException e) {
            return false;
        }
    }

    private boolean isComplete(Child child) {
        Descriptor descriptor = child.descriptor();
        if (!wants(descriptor) || !descriptor.urls().isEmpty()) {
            return true;
        }
        return child.kind() == Child.Kind.MANIFEST
                ? isComplete(descriptor)
                : to.stat(descriptor.digest())
                        .filter(there -> there.size() == descriptor.size())
                        .isPresent();
    }

    Stored stored(Descriptor blob) {
        if (filter.isPresent()) {
            return names.add(blob) && !filter.get().has(blob) ? Stored.NOTHING : Stored.INTACT;
        }
        Stored known = sampled.remove(blob.digest());
        if (known != null) {
            return known;
        }
        if (isNew() && NewRepository.lacks(blob)) {
            return Stored.NOTHING;
        }
        Optional<Descriptor> found = to.stat(blob.digest());
        noteIfAny(found);
        if (found.isEmpty()) {
            return Stored.NOTHING;
        }
        if (found.get().size() != blob.size()) {
            // The registry has a part of it, or a proxy answered with its own page: an upload cannot make it worse.
            return repairs.isPresent() ? Stored.DAMAGED : Stored.NOTHING;
        }
        return isDamaged(blob) ? Stored.DAMAGED : Stored.INTACT;
    }

    /** Mounts a blob, or writes it where mounting is refused; true when it was mounted. */
    boolean mountOrWrite(Descriptor blob, Content content) {
        return mounts.orElseThrow().mountOrWrite(blob, from.store(), content);
    }

    void write(Descriptor blob, Supplier<Content> content) {
        retrying(content, fresh -> to.write(blob, fresh));
    }

    void replace(Descriptor blob, Supplier<Content> content) {
        retrying(content, fresh -> repairs.orElseThrow().replace(blob, fresh));
    }

    /** Wrong content may come from a mirror; then the source says that a retry helps. */
    private static void retrying(Supplier<Content> content, Consumer<Content> write) {
        try {
            write.accept(content.get());
        } catch (ContentMismatchException e) {
            if (!e.retryable()) {
                throw e;
            }
            write.accept(content.get());
        }
    }

    /**
     * Puts a manifest whose children exist. If the registry now says that they are missing (because of its cache, or a
     * cleanup in between), they are sent once more.
     */
    void put(TagOrDigest as, Manifest manifest) {
        if (filter.isPresent()) {
            Child.of(manifest).forEach(this::writeUnderItsName);
        }
        try {
            to.put(as, manifest);
        } catch (OciException e) {
            if (e.registryErrors().stream().noneMatch(error -> CHILD_UNKNOWN.contains(error.code()))) {
                throw e;
            }
            Child.of(manifest).forEach(this::writeAgain);
            to.put(as, manifest);
        }
    }

    /** Each blob was written under one name; others of the same content are written now. */
    private void writeUnderItsName(Child child) {
        Descriptor blob = child.descriptor();
        if (child.kind() == Child.Kind.BLOB && wants(blob) && stored(blob) == Stored.NOTHING) {
            write(blob, () -> from.content(blob));
        }
    }

    private void writeAgain(Child child) {
        Descriptor descriptor = child.descriptor();
        Optional<Manifest> manifest = child.kind() == Child.Kind.BLOB
                ? Optional.empty()
                : from.document(descriptor, child.kind()).manifest();
        if (manifest.isPresent()) {
            put(descriptor.digest(), manifest.get());
        } else if (wants(descriptor)) {
            to.write(descriptor, from.content(descriptor));
        }
    }
}
