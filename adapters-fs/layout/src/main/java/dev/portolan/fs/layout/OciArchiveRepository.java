package dev.portolan.fs.layout;

import dev.portolan.content.Content;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Capability;
import dev.portolan.port.ContentStore;
import dev.portolan.port.Deletes;
import dev.portolan.port.Deltas;
import dev.portolan.port.Repository;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An OCI image layout in one tar. It is read in place; only a compressed one is decompressed to a temporary file while
 * it is open. Writes go to a temporary file in the same directory. {@link #close} adds the previous content of the
 * archive, completes the file and renames it. Until then, only this object sees its writes; without it, the old file is
 * unchanged.
 *
 * @since 0.1.0
 */
public final class OciArchiveRepository extends StoredRepository implements Deletes, Deltas {
    private final OpenArchive archive;
    private final boolean docker;

    private OciArchiveRepository(Path file, LayoutOptions options, boolean docker, EntryNames names, String name) {
        super(name, names);
        this.archive = new OpenArchive(file, options, name);
        this.docker = docker;
    }

    /** Returns the archive in a file, which need not exist yet, with the default options. */
    public static OciArchiveRepository at(Path file) {
        return at(file, LayoutOptions.defaults());
    }

    /** Returns the archive in a file, which need not exist yet. */
    public static OciArchiveRepository at(Path file, LayoutOptions options) {
        String name = "oci-archive:" + file;
        return new OciArchiveRepository(file, options, false, new EntryNames(name), name);
    }

    /**
     * Returns an archive that {@code docker load} can read too. It holds container images of one platform each;
     * anything else is refused with an {@link UnsupportedException}.
     *
     * @param imageName the image name without a tag, so that names are its tags; empty for all images
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

    @Override
    public boolean canReplace() {
        return archive.isWritable();
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
        OmittedBlobs omitted = archive.leftOut();
        return new LeftOut(omitted.base(), List.copyOf(omitted.blobs().values()));
    }

    void leaveOut(Descriptor blob, String baseName) {
        archive.changes().leaveOut(blob, baseName);
    }

    @Override
    boolean mayBeMissing(Descriptor blob) {
        return super.mayBeMissing(blob) || archive.leftOut().blobs().containsKey(blob.digest());
    }

    @Override
    NotFoundException nothingHere() {
        return new NotFoundException(Problem.of("no such archive").at(name()));
    }

    @Override
    NotFoundException noBlob(Digest blob) {
        return archive.leftOut(blob).orElseGet(() -> super.noBlob(blob));
    }

    @Override
    Optional<IndexJson> index() {
        return archive.index();
    }

    @Override
    Optional<FileRegion> blob(Digest digest) {
        return archive.blob(digest);
    }

    @Override
    public void write(Descriptor blob, Content content) {
        if (blob(blob.digest()).isEmpty()) {
            writeDraft(blob, content);
        }
    }

    private void writeDraft(Descriptor blob, Content content) {
        archive.write("writing " + blob.digest(), draft -> draft.write(blob, content));
    }

    @Override
    public void replace(Descriptor blob, Content content) {
        archive.changes().draft().remove(blob.digest());
        writeDraft(blob, content);
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        return archive.write("writing a blob", draft -> draft.write(mediaType, content));
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        requireDigest(as, manifest);
        store(manifest, false);
        synchronized (this) {
            addTo(archive.changes().index(), as, manifest.descriptor(), listedElsewhere(manifest));
        }
    }

    @Override
    void store(Manifest manifest, boolean listed) {
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
    synchronized void change(Consumer<IndexJson> change) {
        archive.changes().change(change);
    }

    /** The file stays as it was, unless something else was written. */
    @Override
    void abandon() {
        if (archive.hasChanges()) {
            archive.changes().abandon();
        }
    }

    @Override
    public synchronized void untag(Tag tag) {
        IndexJson index = index().orElseThrow(this::nothingHere);
        if (names().exact(index, tag).isEmpty()) {
            throw noManifest(tag);
        }
        removeName(archive.changes().index(), tag);
    }

    @Override
    public synchronized void deleteManifest(Digest manifest) {
        IndexJson index = index().orElseThrow(this::nothingHere);
        if (resolve(manifest).isEmpty() && index.find(manifest).isEmpty()) {
            throw noManifest(manifest);
        }
        archive.changes().drop(manifest);
        archive.changes().index().without(manifest);
    }

    @Override
    public synchronized void deleteBlob(Digest blob) {
        IndexJson index = index().orElseThrow(this::nothingHere);
        if (blob(blob).isEmpty() || index.find(blob).isPresent()) {
            throw noBlob(blob);
        }
        archive.changes().drop(blob);
    }

    /**
     * Completes the archive and renames it. Does nothing if nothing was written, or if a write failed and no manifest
     * was written.
     *
     * @throws StorageException when another program has changed the file in the meantime; it stays as it is
     */
    @Override
    public void close() {
        archive.complete(
                index -> docker ? Map.of(DockerImages.FILE, DockerImages.manifestJson(index, this)) : Map.of());
    }
}
