package dev.portolan.archive.index;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.portolan.model.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes an index, entry by entry in the bytewise order of their paths. For one thread. */
public final class IndexWriter {
    private final FlatBufferBuilder builder = new FlatBufferBuilder(64 << 10);
    private int[] entries = new int[256];
    private int count;
    private byte[] last = new byte[0];

    /**
     * One entry.
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
     * @throws IllegalArgumentException when its path does not sort after the previous one
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
        int pathOffset = builder.createString(ByteBuffer.wrap(path));
        int hash = builder.createByteVector(entry.hash().hash());
        builder.startTable(IndexFormat.ENTRY_FIELDS);
        builder.addLong(IndexFormat.ENTRY_MTIME_NS, entry.modifiedNanos(), 0);
        builder.addLong(IndexFormat.ENTRY_ORIGINAL_SIZE, entry.originalSize(), 0);
        builder.addLong(IndexFormat.ENTRY_DATA_SIZE, entry.dataSize(), 0);
        builder.addLong(IndexFormat.ENTRY_DATA_OFFSET, entry.dataOffset(), 0);
        builder.addInt(IndexFormat.ENTRY_GID, entry.gid(), 0);
        builder.addInt(IndexFormat.ENTRY_UID, entry.uid(), 0);
        builder.addInt(IndexFormat.ENTRY_MODE, entry.mode() & IndexFormat.PERMISSIONS, 0);
        builder.addOffset(IndexFormat.ENTRY_HASH, hash, 0);
        builder.addOffset(IndexFormat.ENTRY_PATH, pathOffset, 0);
        builder.addByte(
                IndexFormat.ENTRY_COMPRESSION,
                (byte) (entry.zstd() ? IndexFormat.ZSTD : IndexFormat.NONE),
                IndexFormat.NONE);
        int table = builder.endTable();
        builder.required(table, 4 + 2 * IndexFormat.ENTRY_PATH);
        builder.required(table, 4 + 2 * IndexFormat.ENTRY_HASH);
        return table;
    }

    /**
     * Ends the index.
     *
     * @param dataSize the size of the data in bytes
     * @param dataHash the SHA-256 of the data
     * @return the bytes of the index
     */
    public byte[] finish(long dataSize, Digest dataHash) {
        int hash = builder.createByteVector(dataHash.hash());
        builder.startVector(4, count, 4);
        for (int i = count - 1; i >= 0; i--) {
            builder.addOffset(entries[i]);
        }
        int vector = builder.endVector();
        builder.startTable(IndexFormat.INDEX_FIELDS);
        builder.addLong(IndexFormat.INDEX_DATA_SIZE, dataSize, 0);
        builder.addOffset(IndexFormat.INDEX_DATA_HASH, hash, 0);
        builder.addOffset(IndexFormat.INDEX_ENTRIES, vector, 0);
        builder.addInt(IndexFormat.INDEX_VERSION, IndexFormat.VERSION, 1);
        builder.addByte(IndexFormat.INDEX_HASH_ALGORITHM, (byte) IndexFormat.SHA256, IndexFormat.SHA256);
        builder.finish(builder.endTable());
        return builder.sizedByteArray();
    }
}
