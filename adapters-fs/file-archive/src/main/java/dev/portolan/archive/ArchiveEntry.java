package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveIndex;
import dev.portolan.error.Text;
import dev.portolan.fs.pack.Compression;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of an archive, or a directory, which exists because it contains files. Immutable.
 *
 * @since 0.1.0
 */
public final class ArchiveEntry {
    private static final Stored DIRECTORY = new Stored(0, 0, 0, Compression.NONE, null, 0755, 0, 0, Instant.EPOCH);

    private final String path;
    private final Stored stored;

    /** The facts of the index. */
    private record Stored(
            long size,
            long offset,
            long storedSize,
            Compression compression,
            @Nullable Digest digest,
            int mode,
            int uid,
            int gid,
            Instant modified) {}

    private ArchiveEntry(String path, Stored stored) {
        this.path = path;
        this.stored = stored;
    }

    static ArchiveEntry file(ArchiveIndex index, int entry) {
        Stored stored = new Stored(
                index.originalSize(entry),
                index.dataOffset(entry),
                index.dataSize(entry),
                index.zstd(entry) ? Compression.ZSTD : Compression.NONE,
                index.digest(entry),
                index.mode(entry),
                index.uid(entry),
                index.gid(entry),
                instant(index.modifiedNanos(entry)));
        return new ArchiveEntry(index.path(entry), stored);
    }

    static ArchiveEntry directory(String path) {
        return new ArchiveEntry(path, DIRECTORY);
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }

    /** Returns the path, relative to the archive's root, with {@code /} between names; empty for the root itself. */
    public String path() {
        return path;
    }

    /** Returns the last name of the path; empty for the root. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Returns whether this is a directory. */
    public boolean isDirectory() {
        return stored.digest == null;
    }

    /** Returns the size of the file in bytes; 0 for a directory. */
    public long size() {
        return stored.size;
    }

    /** Returns the offset of the file's bytes in the data. */
    public long offset() {
        return stored.offset;
    }

    /** Returns the size of the file in the data, in bytes. */
    public long storedSize() {
        return stored.storedSize;
    }

    /** Returns how the file is stored: uncompressed or with zstd. */
    public Compression compression() {
        return stored.compression;
    }

    /** Returns the SHA-256 of the file, before compression; empty for a directory. */
    public Optional<Digest> digest() {
        return Optional.ofNullable(stored.digest);
    }

    /** Returns the nine permission bits; 0755 for a directory, since archives do not store directories. */
    public int mode() {
        return stored.mode;
    }

    /** Returns the user id of the owner, unsigned; 0 if it was not stored. */
    public int uid() {
        return stored.uid;
    }

    /** Returns the group id of the owner, unsigned; 0 if it was not stored. */
    public int gid() {
        return stored.gid;
    }

    /** Returns the modification time; the epoch for a directory. */
    public Instant modified() {
        return stored.modified;
    }

    /** Returns the descriptor by which the file is verified and cached. */
    Descriptor content() {
        Digest digest = stored.digest;
        if (digest == null) {
            throw new IllegalStateException(path + " is a directory");
        }
        return Descriptor.of(MediaTypes.OCTET_STREAM, digest, stored.size);
    }

    /** Returns the path for messages. */
    String shown() {
        return Text.quote(path);
    }

    @Override
    public String toString() {
        return isDirectory() ? path + "/" : path + " (" + stored.size + " bytes)";
    }
}
