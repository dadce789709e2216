package dev.portolan.archive.index;

import dev.portolan.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes an index, entry by entry in the bytewise order of their paths. For one thread. */
public final class IndexWriter {
    private final FlatBuilder builder = new FlatBuilder();
    private int[] entries = new int[256];
    private int count;
    private byte[] last = new byte[0];

    /**
     * An entry.
     *
     * @param path relative, with {@code /} between names
     * @param dataOffset where its bytes begin in the data
     * @param dataSize how many bytes it takes there
     * @param originalSize how many bytes the file has
     * @param hash the SHA-256 of the file
     * @param mode permission bits
     * @param uid the user's number
     * @param gid the group's number
     * @param modifiedNanos when it was changed, in nanoseconds since the Unix epoch
     * @param zstd whether its bytes are a zstd frame
     */
    public record Entry(
            String path,
            long dataOffset,
            long dataSize,
            long originalSize,
            Digest hash,
            int mode,
            int uid,
            int gid,
            long modifiedNanos,
            boolean zstd) {}

    /**
     * Adds an entry.
     *
     * @throws IllegalArgumentException when its path does not sort after the one before
     */
    public void add(Entry entry) {
        byte[] path = entry.path().getBytes(StandardCharsets.UTF_8);
        if (count > 0 && Arrays.compareUnsigned(last, path) >= 0) {
            throw new IllegalArgumentException("not sorted by path: " + entry.path());
        }
        last = path;
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, 2 * count);
        }
        entries[count++] = write(entry, path);
    }

    private int write(Entry entry, byte[] path) {
        int pathOffset = builder.string(path);
        int hash = builder.bytes(entry.hash().hash());
        builder.startTable(IndexFormat.ENTRY_FIELDS);
        builder.field(IndexFormat.ENTRY_MTIME_NS, 8, entry.modifiedNanos(), 0);
        builder.field(IndexFormat.ENTRY_ORIGINAL_SIZE, 8, entry.originalSize(), 0);
        builder.field(IndexFormat.ENTRY_DATA_SIZE, 8, entry.dataSize(), 0);
        builder.field(IndexFormat.ENTRY_DATA_OFFSET, 8, entry.dataOffset(), 0);
        builder.field(IndexFormat.ENTRY_GID, 4, entry.gid(), 0);
        builder.field(IndexFormat.ENTRY_UID, 4, entry.uid(), 0);
        builder.field(IndexFormat.ENTRY_MODE, 4, entry.mode() & IndexFormat.PERMISSIONS, 0);
        builder.reference(IndexFormat.ENTRY_HASH, hash);
        builder.reference(IndexFormat.ENTRY_PATH, pathOffset);
        int compression = entry.zstd() ? IndexFormat.ZSTD : IndexFormat.NONE;
        builder.field(IndexFormat.ENTRY_COMPRESSION, 1, compression, IndexFormat.NONE);
        return builder.endTable();
    }

    /**
     * Ends the index.
     *
     * @param dataSize the size of the data in bytes
     * @param dataHash the SHA-256 of the data
     * @return the bytes of the index
     */
    public byte[] finish(long dataSize, Digest dataHash) {
        int hash = builder.bytes(dataHash.hash());
        int vector = builder.tables(entries, count);
        builder.startTable(IndexFormat.INDEX_FIELDS);
        builder.field(IndexFormat.INDEX_DATA_SIZE, 8, dataSize, 0);
        builder.reference(IndexFormat.INDEX_DATA_HASH, hash);
        builder.reference(IndexFormat.INDEX_ENTRIES, vector);
        builder.field(IndexFormat.INDEX_VERSION, 4, IndexFormat.VERSION, 1);
        builder.field(IndexFormat.INDEX_HASH_ALGORITHM, 1, IndexFormat.SHA256, IndexFormat.SHA256);
        return builder.finish(builder.endTable());
    }
}
