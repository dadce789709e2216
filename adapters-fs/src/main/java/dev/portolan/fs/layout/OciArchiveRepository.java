package dev.portolan.fs.layout;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.fs.tar.TarEntry;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Deletes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image layout in one tar. Read in place, without unpacking. Written to a file beside it, blobs as they come;
 * {@link #close} completes that file and puts it in place with one rename, together with what an archive that was
 * there already held. Until then only this object sees what it wrote; when it is never closed, the old file stays.
 */
public final class OciArchiveRepository extends StoredRepository implements Deletes {
    private static final Set<String> WRITTEN_ANEW = Set.of(LayoutFiles.LAYOUT_FILE, LayoutFiles.INDEX_FILE);

    private final Path file;
    private final LayoutOptions options;
    private @Nullable ArchiveSnapshot snapshot;
    private @Nullable Changes changes;

    /** What was written and not yet closed. */
    private static final class Changes {
        private final Optional<ArchiveSnapshot> base;
        private final ArchiveDraft draft;
        private final Set<Digest> dropped = new HashSet<>();
        private volatile IndexJson index;
        private volatile boolean failed;
        private volatile boolean wroteBlobs;

        Changes(Optional<ArchiveSnapshot> base, ArchiveDraft draft) {
            this.base = base;
            this.draft = draft;
            this.index = baseIndex();
        }

        private IndexJson baseIndex() {
            return base.map(ArchiveSnapshot::index).orElseGet(IndexJson::empty);
        }

        /** A copy that broke off leaves an archive of blobs that nothing leads to; nobody wants to find that. */
        boolean worthKeeping() {
            return index != baseIndex() && !(base.isEmpty() && index.entries().isEmpty())
                    || !dropped.isEmpty()
                    || wroteBlobs && !failed;
        }
    }

    private OciArchiveRepository(Path file, String name, LayoutOptions options) {
        super(name);
        this.file = file;
        this.options = options;
    }

    /** The archive in a file, which need not be there yet. */
    public static OciArchiveRepository at(Path file, LayoutOptions options) {
        return new OciArchiveRepository(file, "oci-archive:" + file, options);
    }

    @Override
    synchronized Optional<IndexJson> index() {
        return changes != null ? Optional.of(changes.index) : snapshot().map(ArchiveSnapshot::index);
    }

    @Override
    synchronized Optional<FileRegion> blob(Digest digest) {
        if (changes == null) {
            return snapshot().flatMap(archive -> archive.blob(digest));
        }
        Optional<FileRegion> written = changes.draft.blob(digest);
        if (written.isPresent() || changes.dropped.contains(digest)) {
            return written;
        }
        return changes.base.flatMap(archive -> archive.blob(digest));
    }

    /** The archive as it is now; its headers are read again when the file was replaced. */
    private Optional<ArchiveSnapshot> snapshot() {
        try {
            Optional<FileStamp> now = FileStamp.of(file);
            if (snapshot == null || !now.equals(Optional.of(snapshot.stamp()))) {
                snapshot = ArchiveSnapshot.of(file, name(), options).orElse(null);
            }
            return Optional.ofNullable(snapshot);
        } catch (IOException e) {
            throw Streams.failure("reading the archive", name(), e);
        }
    }

    private synchronized Changes changes() {
        if (changes == null) {
            try {
                Optional<ArchiveSnapshot> base = snapshot();
                Path absolute = file.toAbsolutePath();
                Path folder = absolute.getParent();
                Files.createDirectories(folder);
                String temporary = String.format(
                        ".%s.%016x.tmp",
                        absolute.getFileName(), ThreadLocalRandom.current().nextLong());
                changes = new Changes(base, new ArchiveDraft(folder.resolve(temporary), name()));
            } catch (IOException e) {
                throw Streams.failure("beginning the archive", name(), e);
            }
        }
        return changes;
    }

    private interface Writing {
        void run(Changes changes) throws IOException;
    }

    private void write(String what, Writing writing) {
        Changes current = changes();
        boolean good = false;
        try {
            writing.run(current);
            current.wroteBlobs = true;
            good = true;
        } catch (IOException e) {
            throw Streams.failure(what, name(), e);
        } catch (UncheckedIOException e) {
            throw Streams.failure(what, name(), e);
        } finally {
            current.failed |= !good;
        }
    }

    @Override
    public void write(Descriptor blob, Content content) {
        if (blob(blob.digest()).isPresent()) {
            return;
        }
        write(
                "writing " + blob.digest(),
                current -> current.draft.write(blob.digest(), blob.size(), sink -> {
                    Verifier verifier = Verifier.of(blob, name());
                    content.writeTo(verifier.before(sink));
                    verifier.finish();
                }));
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        List<Descriptor> written = new ArrayList<>(1);
        write(
                "writing a blob",
                current -> current.draft.write(sink -> {
                    MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
                    long[] size = new long[1];
                    BlobSink hashing = buffer -> {
                        hash.update(buffer.duplicate());
                        size[0] += buffer.remaining();
                        sink.write(buffer);
                    };
                    content.writeTo(hashing);
                    written.add(Descriptor.of(mediaType, Digest.finish(DigestAlgorithm.SHA256, hash), size[0]));
                    return written.get(0).digest();
                }));
        return written.get(0);
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        requireDigest(as, manifest);
        Descriptor descriptor = manifest.descriptor();
        requireChildren(manifest);
        write(descriptor, Content.of(manifest.bytes()));
        synchronized (this) {
            Changes current = changes();
            IndexJson changed =
                    as instanceof Tag tag ? current.index.with(tag, descriptor) : current.index.with(descriptor);
            current.index = manifest instanceof ImageIndex list ? changed.withoutUnnamed(list.manifests()) : changed;
        }
    }

    @Override
    public synchronized void untag(Tag tag) {
        IndexJson index = index().orElseThrow(this::nothingHere);
        if (index.find(tag).isEmpty()) {
            throw noManifest(tag);
        }
        changes().index = index.without(tag);
    }

    @Override
    public synchronized void deleteManifest(Digest manifest) {
        IndexJson index = index().orElseThrow(this::nothingHere);
        if (resolve(manifest).isEmpty()) {
            throw noManifest(manifest);
        }
        drop(manifest);
        changes().index = index.without(manifest);
    }

    @Override
    public synchronized void deleteBlob(Digest blob) {
        IndexJson index = index().orElseThrow(this::nothingHere);
        if (blob(blob).isEmpty() || index.find(blob).isPresent()) {
            throw noBlob(blob);
        }
        drop(blob);
    }

    private void drop(Digest digest) {
        Changes current = changes();
        current.draft.remove(digest);
        if (current.base.flatMap(archive -> archive.blob(digest)).isPresent()) {
            current.dropped.add(digest);
        }
    }

    /** Completes what was written and puts it in place. Does nothing when nothing was written. */
    @Override
    public synchronized void close() {
        Changes current = changes;
        if (current == null) {
            return;
        }
        changes = null;
        try {
            try {
                if (current.worthKeeping()) {
                    current.draft.finish(kept(current), lastFiles(current));
                    requireUnchanged(current);
                    LayoutFiles.rename(current.draft.file(), file);
                }
            } finally {
                Files.deleteIfExists(current.draft.file());
            }
        } catch (IOException e) {
            throw Streams.failure("completing the archive", name(), e);
        }
    }

    private static List<ArchiveDraft.Kept> kept(Changes current) {
        List<ArchiveDraft.Kept> kept = new ArrayList<>();
        Set<String> gone = new HashSet<>(WRITTEN_ANEW);
        current.dropped.forEach(digest -> gone.add(ArchiveSnapshot.blobName(digest)));
        current.base.ifPresent(archive -> {
            for (TarEntry entry : archive.entries()) {
                if (entry.regular() && !gone.contains(entry.name())) {
                    kept.add(new ArchiveDraft.Kept(entry.name(), archive.region(entry)));
                }
            }
        });
        return kept;
    }

    private static Map<String, byte[]> lastFiles(Changes current) {
        Map<String, byte[]> last = new LinkedHashMap<>();
        last.put(LayoutFiles.INDEX_FILE, current.index.bytes());
        return last;
    }

    private void requireUnchanged(Changes current) throws IOException {
        if (!FileStamp.of(file).equals(current.base.map(ArchiveSnapshot::stamp))) {
            throw new StorageException(Problem.of("the archive cannot be completed")
                    .at(name())
                    .because("somebody else changed it meanwhile")
                    .advice("write to one archive from one place at a time")
                    .retryable(true));
        }
    }
}
