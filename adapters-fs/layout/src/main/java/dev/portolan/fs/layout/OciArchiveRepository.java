package dev.portolan.fs.layout;

import dev.portolan.content.Content;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.port.Capability;
import dev.portolan.port.ContentStore;
import dev.portolan.port.Deltas;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image layout in one tar. It is read in place; only a compressed one is decompressed to a temporary file while
 * it is open. Writes go to a temporary file in the same directory. {@link #close} adds the previous content of the
 * archive, completes the file and renames it. Until then, only this object sees its writes; without it, the old file is
 * unchanged.
 *
 * @since 0.1.0
 */
public final class OciArchiveRepository extends StoredRepository implements Deltas {
    private final Path file;
    private final LayoutOptions options;
    private final boolean docker;
    /** Where the completed archive is copied to; the file is a temporary one then. */
    private final @Nullable Path pipe;

    private boolean readOnly;
    private @Nullable ArchiveSnapshot snapshot;
    private @Nullable ArchiveChanges changes;

    private OciArchiveRepository(
            Path file, LayoutOptions options, boolean docker, EntryNames names, String name, @Nullable Path pipe) {
        super(name, names);
        this.file = file;
        this.options = options;
        this.docker = docker;
        this.pipe = pipe;
    }

    /** Returns the archive in a file, which need not exist yet, with the default options. */
    public static OciArchiveRepository at(Path file) {
        return at(file, LayoutOptions.defaults());
    }

    /** Returns the archive in a file, which need not exist yet. */
    public static OciArchiveRepository at(Path file, LayoutOptions options) {
        return at(file, file, options, null);
    }

    /**
     * Returns an archive whose content is in another file than the one that messages name.
     *
     * @param pipe where the completed archive is copied to; null if it stays in the file
     */
    static OciArchiveRepository at(Path file, Path shown, LayoutOptions options, @Nullable Path pipe) {
        String name = "oci-archive:" + shown;
        return new OciArchiveRepository(file, options, false, new EntryNames(name), name, pipe);
    }

    /**
     * Returns an archive that {@code docker load} can read too. It holds container images of one platform each;
     * anything else is refused with an {@link UnsupportedException}.
     *
     * @param imageName the image name without a tag, so that names are its tags; empty for all images
     */
    public static OciArchiveRepository forDocker(Path file, String imageName, LayoutOptions options) {
        return forDocker(file, file, imageName, options, null);
    }

    /** The same as {@link #at(Path, Path, LayoutOptions, Path)}, for Docker. */
    static OciArchiveRepository forDocker(
            Path file, Path shown, String imageName, LayoutOptions options, @Nullable Path pipe) {
        String name = "docker-archive:" + shown + (imageName.isEmpty() ? "" : ":" + imageName);
        return new OciArchiveRepository(file, options, true, new DockerNames(name, imageName), name, pipe);
    }

    /** An archive for Docker is complete: Docker cannot load a delta. */
    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return type == Deltas.class && docker ? Optional.empty() : super.capability(type);
    }

    @Override
    public synchronized boolean canReplace() {
        try {
            return changes != null
                    || snapshot()
                            .filter(base -> base.isClassic() || base.compressed())
                            .isEmpty();
        } catch (OciException e) {
            return false;
        }
    }

    /**
     * Returns this archive as the target of a delta. A copy from the archive to a repository that lacks a blob that was
     * left out fails with a {@link NotFoundException} that says so.
     */
    @Override
    public Repository leavingOut(ContentStore base) {
        return new DeltaRepository(this, base);
    }

    @Override
    public LeftOut leftOut() {
        OmittedBlobs omitted = omitted();
        return new LeftOut(omitted.base(), List.copyOf(omitted.blobs().values()));
    }

    /** Returns the blobs that are not in the archive because its base has them. */
    private synchronized OmittedBlobs omitted() {
        return changes != null
                ? changes.leftOut()
                : snapshot().map(ArchiveSnapshot::leftOut).orElseGet(OmittedBlobs::nothing);
    }

    void leaveOut(Descriptor blob, String baseName) {
        changes().leaveOut(blob, baseName);
    }

    @Override
    boolean mayBeMissing(Descriptor blob) {
        return super.mayBeMissing(blob) || omitted().blobs().containsKey(blob.digest());
    }

    @Override
    NotFoundException nothingHere() {
        return new NotFoundException(Problem.of("no such archive").at(name()));
    }

    @Override
    NotFoundException noBlob(Digest blob) {
        OmittedBlobs omitted = omitted();
        if (!omitted.blobs().containsKey(blob)) {
            return super.noBlob(blob);
        }
        return new NotFoundException(Problem.of("blob " + blob + " was left out of this delta")
                .at(name())
                .because("the delta needs a target that already has the content of " + omitted.base())
                .advice("copy it to such a target, or export without a base"));
    }

    /** Returns the current archive; its headers are read again if the file was replaced. */
    private Optional<ArchiveSnapshot> snapshot() {
        return FileFailure.typed("reading the archive", name(), () -> {
            Optional<FileStamp> now = FileStamp.of(file);
            if (snapshot == null || !now.equals(Optional.of(snapshot.stamp()))) {
                release();
                snapshot = ArchiveSnapshot.of(file, name(), options).orElse(null);
            }
            return Optional.ofNullable(snapshot);
        });
    }

    private void release() throws IOException {
        ArchiveSnapshot old = snapshot;
        snapshot = null;
        if (old != null) {
            old.release();
        }
    }

    /** Returns this archive for reading alone: it came through a pipe. */
    OciArchiveRepository readOnly() {
        readOnly = true;
        return this;
    }

    /** Returns the changes; the first call begins a new file. */
    private synchronized ArchiveChanges changes() {
        if (readOnly) {
            throw new UnsupportedException(Problem.of("an archive that comes through a pipe is read-only")
                    .at(name())
                    .advice("write to a file, or to /dev/stdout"));
        }
        if (changes == null) {
            Optional<ArchiveSnapshot> base = snapshot();
            base.ifPresent(this::requireWritable);
            changes = FileFailure.typed("opening the archive for writing", name(), () -> {
                Path target = base.isPresent() ? file.toRealPath() : file.toAbsolutePath();
                return new ArchiveChanges(target, base, name());
            });
        }
        return changes;
    }

    private void requireWritable(ArchiveSnapshot base) {
        if (base.isClassic()) {
            throw new UnsupportedException(Problem.of("archives in Docker's older format are read-only")
                    .at(name())
                    .advice("copy its images to a new file"));
        }
        if (base.compressed()) {
            throw new UnsupportedException(Problem.of("compressed archives are read-only")
                    .at(name())
                    .advice("write to a new file, or decompress it first"));
        }
    }

    @Override
    synchronized Optional<IndexJson> index() {
        return changes != null ? Optional.of(changes.index()) : snapshot().map(ArchiveSnapshot::index);
    }

    @Override
    synchronized Optional<FileRegion> blob(Digest digest) {
        return changes != null ? changes.blob(digest) : snapshot().flatMap(archive -> archive.blob(digest));
    }

    @Override
    public void write(Descriptor blob, Content content) {
        if (blob(blob.digest()).isEmpty()) {
            writeDraft(blob, content);
        }
    }

    private void writeDraft(Descriptor blob, Content content) {
        write("writing " + blob.digest(), draft -> draft.write(blob, content));
    }

    /** Writes a part of the new file. */
    private interface Writing {
        Descriptor into(ArchiveDraft draft) throws IOException;
    }

    /** Writes to the new file, and records a failure. */
    private Descriptor write(String what, Writing writing) {
        ArchiveChanges current = changes();
        boolean good = false;
        try {
            Descriptor written = FileFailure.typed(what, name(), () -> writing.into(current.draft()));
            good = true;
            return written;
        } finally {
            current.wrote(good);
        }
    }

    @Override
    public void replace(Descriptor blob, Content content) {
        changes().draft().remove(blob.digest());
        writeDraft(blob, content);
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        return write("writing a blob", draft -> draft.write(mediaType, content));
    }

    @Override
    void store(Manifest manifest) {
        if (docker) {
            DockerImages.requireImage(manifest, this);
        }
        requireChildren(manifest);
        Descriptor descriptor = manifest.descriptor();
        if (blob(descriptor.digest()).isPresent() && !isIntact(descriptor)) {
            replace(descriptor, Content.of(manifest.bytes()));
        } else {
            write(descriptor, Content.of(manifest.bytes()));
        }
    }

    @Override
    synchronized void change(Consumer<IndexJson> step) {
        step.accept(changes().index());
    }

    @Override
    synchronized void changeAtOnce(Consumer<IndexJson> steps) {
        changes().change(steps);
    }

    @Override
    synchronized void delete(Digest blob, Consumer<IndexJson> step) {
        change(step);
        changes().drop(blob);
    }

    /** The file stays as it was, unless something else was written. */
    @Override
    synchronized void abandon() {
        if (changes != null) {
            changes.abandon();
        }
    }

    /**
     * Completes the archive and renames it. Does nothing if nothing was written, or if a write failed and no manifest
     * was written.
     *
     * @throws StorageException when another program has changed the file in the meantime; it stays as it is
     */
    @Override
    public synchronized void close() {
        FileFailure.typed("completing the archive", name(), () -> {
            if (changes != null) {
                complete(changes);
            }
            release();
        });
    }

    private void complete(ArchiveChanges current) throws IOException {
        try {
            if (current.worthKeeping()) {
                current.finish(
                        docker
                                ? Map.of(DockerImages.FILE, DockerImages.manifestJson(current.index(), this))
                                : Map.of());
                publish(current);
                if (pipe != null) {
                    PipedArchives.send(file, pipe);
                }
            }
        } finally {
            changes = null;
            current.discard();
            if (pipe != null) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void publish(ArchiveChanges current) throws IOException {
        if (!FileStamp.of(file).equals(current.baseStamp())) {
            throw changedMeanwhile();
        }
        try {
            current.publish();
        } catch (FileAlreadyExistsException e) {
            throw changedMeanwhile();
        }
    }

    private StorageException changedMeanwhile() {
        return new StorageException(Problem.of("the archive cannot be completed")
                .at(name())
                .because("another program changed the file in the meantime")
                .advice("write to an archive from one program at a time")
                .retryable(true));
    }
}
