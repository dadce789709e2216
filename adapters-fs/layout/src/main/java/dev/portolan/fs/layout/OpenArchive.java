package dev.portolan.fs.layout;

import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One archive as a program sees it: the content of the file or, after a write, the changes that {@link #complete}
 * writes to it.
 */
final class OpenArchive {
    private final Path file;
    private final LayoutOptions options;
    private final String where;
    private @Nullable ArchiveSnapshot snapshot;
    private @Nullable ArchiveChanges changes;

    OpenArchive(Path file, LayoutOptions options, String where) {
        this.file = file;
        this.options = options;
        this.where = where;
    }

    synchronized Optional<IndexJson> index() {
        return changes != null ? Optional.of(changes.index()) : snapshot().map(ArchiveSnapshot::index);
    }

    synchronized Optional<FileRegion> blob(Digest digest) {
        return changes != null ? changes.blob(digest) : snapshot().flatMap(archive -> archive.blob(digest));
    }

    /** Returns the blobs that are not in the archive because its base has them. */
    synchronized OmittedBlobs leftOut() {
        return changes != null
                ? changes.leftOut()
                : snapshot().map(ArchiveSnapshot::leftOut).orElseGet(OmittedBlobs::nothing);
    }

    /** Returns the error for a missing blob that was left out of a delta; empty for other blobs. */
    Optional<NotFoundException> leftOut(Digest blob) {
        OmittedBlobs leftOut = leftOut();
        if (!leftOut.blobs().containsKey(blob)) {
            return Optional.empty();
        }
        return Optional.of(new NotFoundException(Problem.of("blob " + blob + " was left out of this delta")
                .at(where)
                .because("the delta needs a target that already has the content of " + leftOut.base())
                .advice("copy it to such a target, or export without a base")));
    }

    /** Returns the current archive; its headers are read again if the file was replaced. */
    private Optional<ArchiveSnapshot> snapshot() {
        return FileFailure.typed("reading the archive", where, () -> {
            Optional<FileStamp> now = FileStamp.of(file);
            if (snapshot == null || !now.equals(Optional.of(snapshot.stamp()))) {
                release();
                snapshot = ArchiveSnapshot.of(file, where, options).orElse(null);
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

    /** Returns whether the file can be written to, or does not exist yet. */
    synchronized boolean isWritable() {
        try {
            return changes != null
                    || snapshot()
                            .filter(base -> base.isClassic() || base.compressed())
                            .isEmpty();
        } catch (OciException e) {
            return false;
        }
    }

    synchronized boolean hasChanges() {
        return changes != null;
    }

    /** Returns the changes; the first call begins a new file. */
    synchronized ArchiveChanges changes() {
        if (changes == null) {
            Optional<ArchiveSnapshot> base = snapshot();
            base.ifPresent(this::requireWritable);
            try {
                Path target = base.isPresent() ? file.toRealPath() : file.toAbsolutePath();
                changes = new ArchiveChanges(target, base, where);
            } catch (IOException e) {
                throw FileFailure.of("opening the archive for writing", where, e);
            }
        }
        return changes;
    }

    private void requireWritable(ArchiveSnapshot base) {
        if (base.isClassic()) {
            throw new UnsupportedException(Problem.of("archives in Docker's older format are read-only")
                    .at(where)
                    .advice("copy its images to a new file"));
        }
        if (base.compressed()) {
            throw new UnsupportedException(Problem.of("compressed archives are read-only")
                    .at(where)
                    .advice("write to a new file, or decompress it first"));
        }
    }

    /** Writes a part of the new file. */
    interface Writing {
        Descriptor into(ArchiveDraft draft) throws IOException;
    }

    /** Writes to the new file, and records a failure. */
    Descriptor write(String what, Writing writing) {
        ArchiveChanges current = changes();
        boolean good = false;
        try {
            Descriptor written = FileFailure.typed(what, where, () -> writing.into(current.draft()));
            good = true;
            return written;
        } finally {
            current.wrote(good);
        }
    }

    /**
     * Completes the changes and replaces the file.
     *
     * @param more makes the files that the archive has in addition to its layout
     */
    synchronized void complete(Function<IndexJson, Map<String, byte[]>> more) {
        FileFailure.typed("completing the archive", where, () -> {
            if (changes != null) {
                complete(changes, more);
            }
            release();
        });
    }

    private void complete(ArchiveChanges current, Function<IndexJson, Map<String, byte[]>> more) throws IOException {
        try {
            if (current.worthKeeping()) {
                current.finish(more.apply(current.index()));
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
                    .at(where)
                    .because("another program changed the file in the meantime")
                    .advice("write to an archive from one program at a time")
                    .retryable(true));
        }
    }
}
