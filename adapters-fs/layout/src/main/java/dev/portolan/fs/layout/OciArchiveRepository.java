package dev.portolan.fs.layout;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Batches;
import dev.portolan.port.Capability;
import dev.portolan.port.ContentStore;
import dev.portolan.port.Deletes;
import dev.portolan.port.Deltas;
import dev.portolan.port.Repository;
import dev.portolan.port.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image layout in one tar. Read in place, without unpacking, unless it is compressed: then it is unpacked into
 * a temporary file while it is open. Written to a file beside it, blobs as they come; {@link #close} completes that
 * file and puts it in place with one rename, together with what an archive that was there already held. Until then
 * only this object sees what it wrote; when it is never closed, the old file stays.
 */
public final class OciArchiveRepository extends StoredRepository implements Deletes, Batches, Deltas {
    private final Path file;
    private final LayoutOptions options;
    private final boolean docker;
    private @Nullable ArchiveSnapshot snapshot;
    private @Nullable ArchiveChanges changes;

    private OciArchiveRepository(Path file, LayoutOptions options, boolean docker, EntryNames names, String name) {
        super(name, names);
        this.file = file;
        this.options = options;
        this.docker = docker;
    }

    /** The archive in a file, which need not be there yet, with the usual options. */
    public static OciArchiveRepository at(Path file) {
        return at(file, LayoutOptions.defaults());
    }

    /** The archive in a file, which need not be there yet. */
    public static OciArchiveRepository at(Path file, LayoutOptions options) {
        String name = "oci-archive:" + file;
        return new OciArchiveRepository(file, options, false, new EntryNames(name), name);
    }

    /**
     * An archive that {@code docker load} takes, too. It holds container images of one platform each; anything else
     * is refused with an {@link UnsupportedException}.
     *
     * @param imageName the name that its images get there, without a tag; empty for none
     */
    public static OciArchiveRepository forDocker(Path file, String imageName, LayoutOptions options) {
        String name = "docker-archive:" + file + (imageName.isEmpty() ? "" : ":" + imageName);
        return new OciArchiveRepository(file, options, true, new DockerNames(name, imageName), name);
    }

    /** An archive for Docker is complete: Docker cannot load a delta. */
    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return type == Deltas.class && docker ? Optional.empty() : super.capability(type);
    }

    /**
     * Returns this archive as the target of a delta. A copy from the archive to a repository that lacks a blob that was
     * left out fails with a {@link NotFoundException} that says so.
     */
    @Override
    public Repository leavingOut(ContentStore base) {
        return new DeltaRepository(this, base);
    }

    /** The blobs that this archive does not hold because the place that it goes to has them. */
    public synchronized List<Descriptor> leftOut() {
        return List.copyOf(leftOutHere().blobs().values());
    }

    private OmittedBlobs leftOutHere() {
        return changes != null
                ? changes.leftOut()
                : snapshot().map(ArchiveSnapshot::leftOut).orElseGet(OmittedBlobs::nothing);
    }

    void leaveOut(Descriptor blob, String baseName) {
        changes().leaveOut(blob, baseName);
    }

    @Override
    synchronized boolean mayBeMissing(Descriptor blob) {
        return super.mayBeMissing(blob) || leftOutHere().blobs().containsKey(blob.digest());
    }

    @Override
    synchronized NotFoundException noBlob(Digest blob) {
        OmittedBlobs leftOut = leftOutHere();
        if (!leftOut.blobs().containsKey(blob)) {
            return super.noBlob(blob);
        }
        return new NotFoundException(Problem.of("blob " + blob + " was left out of this delta")
                .at(name())
                .because("it was made for a target that has the content of " + leftOut.base() + ", "
                        + leftOut.blobs().size() + " blobs")
                .advice("copy it to such a target, or export without a base"));
    }

    @Override
    synchronized Optional<IndexJson> index() {
        return changes != null ? Optional.of(changes.index()) : snapshot().map(ArchiveSnapshot::index);
    }

    @Override
    synchronized Optional<FileRegion> blob(Digest digest) {
        return changes != null ? changes.blob(digest) : snapshot().flatMap(archive -> archive.blob(digest));
    }

    /** The archive as it is now; its headers are read again when the file was replaced. */
    private Optional<ArchiveSnapshot> snapshot() {
        try {
            Optional<FileStamp> now = FileStamp.of(file);
            if (snapshot == null || !now.equals(Optional.of(snapshot.stamp()))) {
                releaseSnapshot();
                snapshot = ArchiveSnapshot.of(file, name(), options).orElse(null);
            }
            return Optional.ofNullable(snapshot);
        } catch (IOException e) {
            throw FileFailure.of("reading the archive", name(), e);
        }
    }

    private void releaseSnapshot() throws IOException {
        ArchiveSnapshot old = snapshot;
        snapshot = null;
        if (old != null) {
            old.release();
        }
    }

    private synchronized ArchiveChanges changes() {
        if (changes == null) {
            Optional<ArchiveSnapshot> base = snapshot();
            if (base.filter(ArchiveSnapshot::isClassic).isPresent()) {
                throw new UnsupportedException(Problem.of("archives in Docker's older format are read-only")
                        .at(name())
                        .advice("copy its images to a new file"));
            }
            if (base.filter(ArchiveSnapshot::compressed).isPresent()) {
                throw new UnsupportedException(Problem.of("compressed archives are read-only")
                        .at(name())
                        .advice("write to a new file, or decompress it first"));
            }
            try {
                Path target = base.isPresent() ? file.toRealPath() : file.toAbsolutePath();
                changes = new ArchiveChanges(target, base, name());
            } catch (IOException e) {
                throw FileFailure.of("opening the archive for writing", name(), e);
            }
        }
        return changes;
    }

    private interface Writing {
        void into(ArchiveDraft draft) throws IOException;
    }

    private void write(String what, Writing writing) {
        ArchiveChanges current = changes();
        boolean good = false;
        try {
            writing.into(current.draft());
            good = true;
        } catch (IOException e) {
            throw FileFailure.of(what, name(), e);
        } catch (UncheckedIOException e) {
            throw FileFailure.of(what, name(), e);
        } finally {
            current.wrote(good);
        }
    }

    @Override
    public void write(Descriptor blob, Content content) {
        if (blob(blob.digest()).isEmpty()) {
            writeDraft(blob, content);
        }
    }

    private void writeDraft(Descriptor blob, Content content) {
        write(
                "writing " + blob.digest(),
                draft -> draft.write(
                        blob.digest(), blob.size(), sink -> CheckedContent.feed(content, blob, name(), sink)));
    }

    @Override
    public void replace(Descriptor blob, Content content) {
        changes().draft().remove(blob.digest());
        writeDraft(blob, content);
        changes().replaced(blob.digest());
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        Described described = new Described(mediaType);
        write("writing a blob", draft -> draft.write(sink -> described.feed(content, sink)));
        return described.descriptor();
    }

    /** Finds out the digest and the size of content as it passes. */
    private static final class Described {
        private final String mediaType;
        private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        private long size;
        private @Nullable Digest digest;

        Described(String mediaType) {
            this.mediaType = mediaType;
        }

        Digest feed(Content content, BlobSink sink) throws IOException {
            content.writeTo(buffer -> {
                hash.update(buffer.duplicate());
                size += buffer.remaining();
                sink.write(buffer);
            });
            Digest found = Digest.finish(DigestAlgorithm.SHA256, hash);
            digest = found;
            return found;
        }

        Descriptor descriptor() {
            if (digest == null) {
                throw new IllegalStateException("nothing has been written yet");
            }
            return Descriptor.of(mediaType, digest, size);
        }
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        requireDigest(as, manifest);
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
        IndexJson index = changes().index();
        if (as instanceof Tag tag) {
            names().put(index, tag, descriptor);
        } else {
            index.with(descriptor);
        }
        if (manifest instanceof ImageIndex list) {
            index.withoutUnnamed(list.manifests());
        }
    }

    @Override
    public Batch begin() {
        return begin(this);
    }

    /** Begins a batch whose writes go through a view of this archive. */
    synchronized Batch begin(Target view) {
        return new ArchiveBatch(
                this, view, changes == null ? null : changes.index().copy());
    }

    /** Forgets the manifests of a copy that failed; the file stays as it was, unless something else was written. */
    synchronized void rollBack(@Nullable IndexJson earlier) {
        if (changes != null) {
            changes.restore(earlier != null ? earlier : changes.originalIndex());
        }
    }

    @Override
    public synchronized void untag(Tag tag) {
        IndexJson index = index().orElseThrow(this::nothingHere);
        if (names().exact(index, tag).isEmpty()) {
            throw noManifest(tag);
        }
        names().remove(changes().index(), tag);
    }

    @Override
    public synchronized void deleteManifest(Digest manifest) {
        index().orElseThrow(this::nothingHere);
        if (resolve(manifest).isEmpty()) {
            throw noManifest(manifest);
        }
        changes().drop(manifest);
        changes().index().without(manifest);
    }

    @Override
    public synchronized void deleteBlob(Digest blob) {
        IndexJson index = index().orElseThrow(this::nothingHere);
        if (blob(blob).isEmpty() || index.find(blob).isPresent()) {
            throw noBlob(blob);
        }
        changes().drop(blob);
    }

    /**
     * Completes what was written and puts it in place. Does nothing when nothing was written. When a write has failed
     * and no manifest was put, nothing is put in place either.
     *
     * @throws StorageException when somebody else has changed the file meanwhile; it stays as it is
     */
    @Override
    public synchronized void close() {
        try {
            if (changes != null) {
                complete(changes);
            }
            releaseSnapshot();
        } catch (IOException e) {
            throw FileFailure.of("completing the archive", name(), e);
        }
    }

    private void complete(ArchiveChanges current) throws IOException {
        try {
            if (current.worthKeeping()) {
                current.finish(
                        docker
                                ? Map.of(DockerImages.FILE, DockerImages.manifestJson(current.index(), this))
                                : Map.of());
                requireUnchanged(current);
                current.publish();
            }
        } finally {
            changes = null;
            current.discard();
        }
    }

    private void requireUnchanged(ArchiveChanges current) throws IOException {
        if (!FileStamp.of(file).equals(current.baseStamp())) {
            throw new StorageException(Problem.of("the archive cannot be completed")
                    .at(name())
                    .because("another program changed it in the meantime")
                    .advice("write to an archive with one program at a time")
                    .retryable(true));
        }
    }
}
