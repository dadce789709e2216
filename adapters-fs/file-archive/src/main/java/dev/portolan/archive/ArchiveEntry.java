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
    private final String path;
    private final @Nullable ArchiveIndex index;
    private final int entry;

    private ArchiveEntry(String path, @Nullable ArchiveIndex index, int entry) {
        this.path = path;
        this.index = index;
        this.entry = entry;
    }

    static ArchiveEntry file(ArchiveIndex index, int entry) {
        return new ArchiveEntry(index.path(entry), index, entry);
    }

    static ArchiveEntry directory(String path) {
        return new ArchiveEntry(path, null, -1);
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
        return index == null;
    }

    /** Returns the size of the file in bytes; 0 for a directory. */
    public long size() {
        return index == null ? 0 : index.originalSize(entry);
    }

    /** Returns the offset of the file's bytes in the data. */
    public long offset() {
        return index == null ? 0 : index.dataOffset(entry);
    }

    /** Returns the size of the file in the data, in bytes. */
    public long storedSize() {
        return index == null ? 0 : index.dataSize(entry);
    }

    /** Returns how the file is stored: uncompressed or with zstd. */
    public Compression compression() {
        return index != null && index.zstd(entry) ? Compression.ZSTD : Compression.NONE;
    }

    /** Returns the SHA-256 of the file, before compression; empty for a directory. */
    public Optional<Digest> digest() {
        return Optional.ofNullable(index).map(file -> file.digest(entry));
    }

    /** Returns the nine permission bits; 0755 for a directory, since archives do not store directories. */
    public int mode() {
        return index == null ? 0755 : index.mode(entry);
    }

    /** Returns the user id of the owner, unsigned; 0 if it was not stored. */
    public int uid() {
        return index == null ? 0 : index.uid(entry);
    }

    /** Returns the group id of the owner, unsigned; 0 if it was not stored. */
    public int gid() {
        return index == null ? 0 : index.gid(entry);
    }

    /** Returns the modification time; the epoch for a directory. */
    public Instant modified() {
        return index == null ? Instant.EPOCH : Instant.EPOCH.plusNanos(index.modifiedNanos(entry));
    }

    /** Returns the descriptor by which the file is verified and cached. */
    Descriptor content() {
        Digest digest = digest().orElseThrow(() -> new IllegalStateException(path + " is a directory"));
        return Descriptor.of(MediaTypes.OCTET_STREAM, digest, size());
    }

    /** Returns the path for messages. */
    String shown() {
        return Text.quote(path);
    }

    @Override
    public String toString() {
        return isDirectory() ? path + "/" : path + " (" + size() + " bytes)";
    }
}
