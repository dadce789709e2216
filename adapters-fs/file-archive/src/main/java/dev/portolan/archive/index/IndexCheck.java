package dev.portolan.archive.index;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Checks every field of an index before the index is used. */
final class IndexCheck {
    /** The longest path in bytes, as Linux has it; it also bounds the work that a hostile index can make. */
    static final int LONGEST_PATH = 4096;

    private final FlatBytes flat;
    private final Descriptor data;
    private final int maxFiles;
    private final String where;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private final ByteBuffer input;
    private final CharBuffer decoded = CharBuffer.allocate(LONGEST_PATH);

    IndexCheck(FlatBytes flat, Descriptor data, int maxFiles, String where) {
        this.flat = flat;
        this.input = ByteBuffer.wrap(flat.array());
        this.data = data;
        this.maxFiles = maxFiles;
        this.where = where;
    }

    /** Checks the root table; returns the position of the vector of entries. */
    int header() {
        int root = flat.root();
        int version = flat.int32(root, IndexFormat.INDEX_VERSION, IndexFormat.VERSION);
        if (version != IndexFormat.VERSION) {
            throw unknown("version " + Integer.toUnsignedString(version));
        }
        int algorithm = flat.uint8(root, IndexFormat.INDEX_HASH_ALGORITHM, IndexFormat.SHA256);
        if (algorithm != IndexFormat.SHA256) {
            throw unknown("hash algorithm " + algorithm);
        }
        long dataSize = flat.int64(root, IndexFormat.INDEX_DATA_SIZE, data.size());
        if (dataSize != data.size()) {
            throw flat.damaged(
                    "it is for " + Long.toUnsignedString(dataSize) + " bytes of data, but the data has " + data.size());
        }
        int hash = flat.reference(root, IndexFormat.INDEX_DATA_HASH);
        if (hash != FlatBytes.ABSENT && flat.vectorLength(hash, 1) > 0) {
            dataHash(hash);
        }
        int entries = flat.reference(root, IndexFormat.INDEX_ENTRIES);
        if (entries == FlatBytes.ABSENT) {
            throw flat.damaged("it has no list of entries");
        }
        return entries;
    }

    private void dataHash(int hash) {
        int length = flat.vectorLength(hash, 1);
        if (length != IndexFormat.HASH_LENGTH) {
            throw flat.damaged("the hash of the data has " + length + " bytes");
        }
        if (data.digest().algorithm() == DigestAlgorithm.SHA256) {
            Digest said = Digest.ofHash(
                    DigestAlgorithm.SHA256, Arrays.copyOfRange(flat.array(), hash + 4, hash + 4 + length));
            if (!said.equals(data.digest())) {
                throw flat.damaged("it is for the data " + said + ", not for " + data.digest());
            }
        }
    }

    /** Checks every entry: its fields, its path, and that its bytes lie within the data and in no other entry's. */
    void entries(int vector, int count) {
        if (count > maxFiles) {
            throw new LimitExceededException(Problem.of("the file archive has " + count + " files")
                    .at(where)
                    .because("the limit of files is " + maxFiles)
                    .advice("raise maxFiles"));
        }
        boolean inOrder = true;
        long end = 0;
        for (int i = 0; i < count; i++) {
            int entry = flat.table(flat.tableAt(vector, i));
            path(entry, i);
            hash(entry, i);
            bytes(entry, i);
            long offset = flat.int64(entry, IndexFormat.ENTRY_DATA_OFFSET, 0);
            long size = flat.int64(entry, IndexFormat.ENTRY_DATA_SIZE, 0);
            if (size > 0) {
                inOrder &= offset >= end;
                end = Math.max(end, offset + size);
            }
        }
        if (!inOrder) {
            refuseOverlaps(vector, count);
        }
    }

    private void path(int entry, int number) {
        int path = flat.reference(entry, IndexFormat.ENTRY_PATH);
        if (path == FlatBytes.ABSENT) {
            throw flat.damaged("entry " + number + " has no path");
        }
        int length = flat.vectorLength(path, 1);
        if (length > LONGEST_PATH) {
            throw flat.damaged("the path of entry " + number + " has " + length + " bytes");
        }
        byte[] array = flat.array();
        int start = path + 4;
        int end = start + length;
        int segment = start;
        boolean ascii = true;
        for (int i = start; i <= end; i++) {
            if (i == end || array[i] == '/') {
                if (noName(array, segment, i)) {
                    throw flat.damaged("the path of entry " + number + " is not a plain relative path");
                }
                segment = i + 1;
            } else if (array[i] == 0) {
                throw flat.damaged("the path of entry " + number + " contains a NUL");
            } else {
                ascii &= array[i] > 0;
            }
        }
        if (!ascii && !validUtf8(start, length)) {
            throw flat.damaged("the path of entry " + number + " is not valid UTF-8");
        }
    }

    /**
     * Nothing, {@code .} and {@code ..}: what is not the name of a file. A path that begins with {@code /} has an empty
     * one.
     */
    private static boolean noName(byte[] array, int start, int end) {
        int length = end - start;
        return length == 0
                || length == 1 && array[start] == '.'
                || length == 2 && array[start] == '.' && array[start + 1] == '.';
    }

    /** Decodes into a buffer that is used again and again: an index may have many such paths. */
    private boolean validUtf8(int start, int length) {
        input.limit(start + length).position(start);
        return !utf8.reset().decode(input, decoded.clear(), true).isError();
    }

    private void hash(int entry, int number) {
        int hash = flat.reference(entry, IndexFormat.ENTRY_HASH);
        if (hash == FlatBytes.ABSENT || flat.vectorLength(hash, 1) != IndexFormat.HASH_LENGTH) {
            throw flat.damaged("entry " + number + " has no hash of " + IndexFormat.HASH_LENGTH + " bytes");
        }
    }

    private void bytes(int entry, int number) {
        long offset = flat.int64(entry, IndexFormat.ENTRY_DATA_OFFSET, 0);
        long size = flat.int64(entry, IndexFormat.ENTRY_DATA_SIZE, 0);
        long original = flat.int64(entry, IndexFormat.ENTRY_ORIGINAL_SIZE, 0);
        if (offset < 0 || size < 0 || size > data.size() || offset > data.size() - size) {
            throw flat.damaged("the bytes of entry " + number + " are not within the data");
        }
        int compression = flat.uint8(entry, IndexFormat.ENTRY_COMPRESSION, IndexFormat.NONE);
        boolean possible = switch (compression) {
            case IndexFormat.NONE -> original == size;
            case IndexFormat.ZSTD -> original >= 0 && (size > 0 || original == 0);
            default -> throw unknown("compression " + compression + " of entry " + number);
        };
        if (!possible) {
            throw flat.damaged("entry " + number + " cannot have " + Long.toUnsignedString(original) + " bytes in "
                    + size + " bytes of data");
        }
        // the fields that may hold anything are read once, too: their place must lie within the table
        flat.int32(entry, IndexFormat.ENTRY_MODE, 0);
        flat.int32(entry, IndexFormat.ENTRY_UID, 0);
        flat.int32(entry, IndexFormat.ENTRY_GID, 0);
        flat.int64(entry, IndexFormat.ENTRY_MTIME_NS, 0);
    }

    /** Bytes that several entries claim would be unpacked once for each: a small archive that fills a disk. */
    private void refuseOverlaps(int vector, int count) {
        long[] starts = new long[count];
        long[] ends = new long[count];
        int filled = 0;
        for (int i = 0; i < count; i++) {
            int entry = flat.tableAt(vector, i);
            long size = flat.int64(entry, IndexFormat.ENTRY_DATA_SIZE, 0);
            if (size > 0) {
                starts[filled] = flat.int64(entry, IndexFormat.ENTRY_DATA_OFFSET, 0);
                ends[filled++] = starts[filled - 1] + size;
            }
        }
        // without overlaps, the k-th start and the k-th end belong to the same entry
        Arrays.sort(starts, 0, filled);
        Arrays.sort(ends, 0, filled);
        for (int i = 1; i < filled; i++) {
            if (starts[i] < ends[i - 1]) {
                throw flat.damaged("two entries share bytes of the data");
            }
        }
    }

    private InvalidArchiveException unknown(String what) {
        return new InvalidArchiveException(Problem.of("the index of the file archive has an unknown " + what)
                .at(where)
                .advice("read it with a newer version of Portolan"));
    }
}
