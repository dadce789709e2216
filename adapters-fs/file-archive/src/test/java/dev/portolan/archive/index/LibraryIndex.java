package dev.portolan.archive.index;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.portolan.model.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An index as the FlatBuffers library writes it. */
final class LibraryIndex {
    private final FlatBufferBuilder builder = new FlatBufferBuilder();

    private LibraryIndex() {}

    static byte[] of(List<IndexWriter.Entry> entries, long dataSize, Digest dataHash) {
        LibraryIndex index = new LibraryIndex();
        int[] tables = entries.stream().mapToInt(index::entry).toArray();
        FlatBufferBuilder builder = index.builder;
        int hash = builder.createByteVector(dataHash.hash());
        builder.startVector(4, tables.length, 4);
        for (int i = tables.length - 1; i >= 0; i--) {
            builder.addOffset(tables[i]);
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

    private int entry(IndexWriter.Entry entry) {
        int path = builder.createString(ByteBuffer.wrap(entry.path().getBytes(StandardCharsets.UTF_8)));
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
        builder.addOffset(IndexFormat.ENTRY_PATH, path, 0);
        builder.addByte(
                IndexFormat.ENTRY_COMPRESSION,
                (byte) (entry.zstd() ? IndexFormat.ZSTD : IndexFormat.NONE),
                IndexFormat.NONE);
        return builder.endTable();
    }
}
