package dev.portolan.archive.index;

import dev.portolan.error.Text;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The index of a file archive, read in place, without an object per entry. Entries are numbered from 0 in the
 * bytewise order of their paths, whatever their order in the index. All that is in the index was checked when it was
 * opened, so the methods do not fail. Safe to use from several threads.
 */
public final class ArchiveIndex {
    private final FlatBytes flat;
    private final int vector;
    private final int count;
    private final int @Nullable [] byPath;

    private ArchiveIndex(FlatBytes flat, int vector, int count, int @Nullable [] byPath) {
        this.flat = flat;
        this.vector = vector;
        this.count = count;
        this.byPath = byPath;
    }

    /**
     * Opens and checks an index.
     *
     * @param bytes the FlatBuffers buffer; not copied
     * @param data digest and size of the data that the entries point into
     * @param maxFiles the largest number of entries
     * @param where where the index comes from, for messages
     * @throws dev.portolan.error.InvalidArchiveException when anything in it is malformed, or does not fit the data
     * @throws dev.portolan.error.LimitExceededException when it has more entries
     */
    public static ArchiveIndex open(byte[] bytes, Descriptor data, int maxFiles, String where) {
        FlatBytes flat = new FlatBytes(bytes, where);
        IndexCheck check = new IndexCheck(flat, data, maxFiles, where);
        int vector = check.header();
        int count = flat.vectorLength(vector, 4);
        check.entries(vector, count);
        ArchiveIndex asWritten = new ArchiveIndex(flat, vector, count, null);
        ArchiveIndex index =
                asWritten.isInOrder() ? asWritten : new ArchiveIndex(flat, vector, count, asWritten.inOrder());
        index.refuseFilesThatAreDirectories();
        return index;
    }

    private boolean isInOrder() {
        for (int i = 1; i < count; i++) {
            if (comparePaths(i - 1, i) >= 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the positions of the entries in the order of their paths. The first writers of the format stored entries in
     * the order of a directory walk, where {@code a/x} comes before {@code a.txt}.
     */
    private int[] inOrder() {
        int[] sorted = IntStream.range(0, count)
                .boxed()
                .sorted(this::comparePaths)
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 1; i < count; i++) {
            if (comparePaths(sorted[i - 1], sorted[i]) == 0) {
                throw flat.damaged("two entries have the same path");
            }
        }
        return sorted;
    }

    private int comparePaths(int one, int other) {
        int path = pathBytes(other);
        return compare(one, flat.array(), path + 4, path + 4 + flat.vectorLength(path, 1));
    }

    /**
     * Returns the digest of the data in an index, without checking the rest.
     *
     * @return the SHA-256; empty when the index does not say it
     * @throws dev.portolan.error.InvalidArchiveException when the index is malformed
     */
    public static Optional<Digest> dataDigest(byte[] bytes, String where) {
        FlatBytes flat = new FlatBytes(bytes, where);
        int hash = flat.reference(flat.root(), IndexFormat.INDEX_DATA_HASH);
        if (hash == FlatBytes.ABSENT || flat.vectorLength(hash, 1) != IndexFormat.HASH_LENGTH) {
            return Optional.empty();
        }
        return Optional.of(digest(flat, hash));
    }

    /** Returns the index itself, as it was opened; not a copy. */
    public byte[] bytes() {
        return flat.array();
    }

    /** Returns the number of entries. */
    public int count() {
        return count;
    }

    /** Returns whether the entries are sorted by path, as the original reader of this format requires. */
    public boolean sorted() {
        return byPath == null;
    }

    /** Returns the path of an entry: relative, with {@code /} between names. */
    public String path(int entry) {
        int path = pathBytes(entry);
        return new String(flat.array(), path + 4, flat.vectorLength(path, 1), StandardCharsets.UTF_8);
    }

    /** Returns where the entry's bytes begin in the data. */
    public long dataOffset(int entry) {
        return flat.int64(table(entry), IndexFormat.ENTRY_DATA_OFFSET, 0);
    }

    /** Returns how many bytes the entry takes in the data. */
    public long dataSize(int entry) {
        return flat.int64(table(entry), IndexFormat.ENTRY_DATA_SIZE, 0);
    }

    /** Returns how many bytes the file has. */
    public long originalSize(int entry) {
        return flat.int64(table(entry), IndexFormat.ENTRY_ORIGINAL_SIZE, 0);
    }

    /** Returns the SHA-256 of the file. */
    public Digest digest(int entry) {
        return digest(flat, flat.reference(table(entry), IndexFormat.ENTRY_HASH));
    }

    private static Digest digest(FlatBytes flat, int hash) {
        return Digest.ofHash(
                DigestAlgorithm.SHA256, Arrays.copyOfRange(flat.array(), hash + 4, hash + 4 + IndexFormat.HASH_LENGTH));
    }

    /** Returns the permission bits, nine of them. */
    public int mode(int entry) {
        return flat.int32(table(entry), IndexFormat.ENTRY_MODE, 0) & IndexFormat.PERMISSIONS;
    }

    /** Returns the number of the user that the file belonged to, unsigned. */
    public int uid(int entry) {
        return flat.int32(table(entry), IndexFormat.ENTRY_UID, 0);
    }

    /** Returns the number of the group that the file belonged to, unsigned. */
    public int gid(int entry) {
        return flat.int32(table(entry), IndexFormat.ENTRY_GID, 0);
    }

    /** Returns the modification time of the file, in nanoseconds since the Unix epoch. */
    public long modifiedNanos(int entry) {
        return flat.int64(table(entry), IndexFormat.ENTRY_MTIME_NS, 0);
    }

    /** Returns whether the entry's bytes are a zstd frame, and not the file itself. */
    public boolean zstd(int entry) {
        return flat.uint8(table(entry), IndexFormat.ENTRY_COMPRESSION, IndexFormat.NONE) == IndexFormat.ZSTD;
    }

    /** Returns the entry of this path; below 0 when there is none. */
    public int find(String path) {
        byte[] wanted = path.getBytes(StandardCharsets.UTF_8);
        return find(wanted, 0, wanted.length);
    }

    /**
     * Returns the first entry whose path begins with this prefix or sorts after it; {@link #count} when there is none.
     */
    public int firstFrom(String prefix) {
        byte[] wanted = prefix.getBytes(StandardCharsets.UTF_8);
        return lowerBound(wanted, 0, wanted.length);
    }

    /** Returns the first entry after all those whose paths begin with this prefix. */
    public int firstAfter(String prefix) {
        byte[] beyond = prefix.getBytes(StandardCharsets.UTF_8);
        if (beyond.length == 0) {
            return count;
        }
        beyond[beyond.length - 1]++; // a byte of UTF-8 is never 0xff, so this does not wrap around
        return lowerBound(beyond, 0, beyond.length);
    }

    private int find(byte[] wanted, int from, int to) {
        int entry = lowerBound(wanted, from, to);
        return entry < count && compare(entry, wanted, from, to) == 0 ? entry : -1;
    }

    private int lowerBound(byte[] wanted, int from, int to) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(middle, wanted, from, to) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int compare(int entry, byte[] wanted, int from, int to) {
        int path = pathBytes(entry);
        return Arrays.compareUnsigned(flat.array(), path + 4, path + 4 + flat.vectorLength(path, 1), wanted, from, to);
    }

    private int table(int entry) {
        return flat.tableAt(vector, byPath == null ? entry : byPath[entry]);
    }

    private int pathBytes(int entry) {
        return flat.reference(table(entry), IndexFormat.ENTRY_PATH);
    }

    /** A path that is a file cannot be the directory of another one. Parents shared with the path before are known. */
    private void refuseFilesThatAreDirectories() {
        byte[] array = flat.array();
        int before = 0;
        int beforeEnd = 0;
        for (int entry = 0; entry < count; entry++) {
            int start = pathBytes(entry) + 4;
            int end = start + flat.vectorLength(start - 4, 1);
            int common = Arrays.mismatch(array, before, beforeEnd, array, start, end);
            for (int i = start + Math.max(common, 0); i < end; i++) {
                int file = array[i] == '/' ? find(array, start, i) : -1;
                if (file >= 0) {
                    throw flat.damaged("the path " + Text.quote(path(file)) + " is a file and a directory");
                }
            }
            before = start;
            beforeEnd = end;
        }
    }
}
