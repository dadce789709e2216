package dev.portolan.fs.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a tar is made of, for those who write one. */
public final class Tar {
    /** Headers and content begin at multiples of this. */
    public static final int BLOCK = TarFields.BLOCK;

    private static final int LONGEST_PLAIN_NAME = 100;

    private Tar() {}

    /** The header of a file; with a PAX header in front where the name is long. Its length depends on the name alone. */
    public static byte[] fileHeader(String name, long size) {
        byte[] header = TarHeader.write(name, size, '0');
        if (name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PLAIN_NAME) {
            return header;
        }
        byte[] record = TarFields.paxRecord("path", name);
        int padded = (int) padded(record.length);
        byte[] all = Arrays.copyOf(TarHeader.write("PaxHeaders/long", record.length, 'x'), BLOCK + padded + BLOCK);
        System.arraycopy(record, 0, all, BLOCK, record.length);
        System.arraycopy(header, 0, all, BLOCK + padded, BLOCK);
        return all;
    }

    /** The header of a directory. */
    public static byte[] directoryHeader(String name) {
        return TarHeader.write(name + "/", 0, '5');
    }

    /** The end of a tar that has this many bytes so far: two empty blocks, filled up to a record of 20. */
    public static byte[] end(long length) {
        int record = 20 * BLOCK;
        long withEnd = length + 2 * BLOCK;
        return new byte[(int) ((withEnd + record - 1) / record * record - length)];
    }

    /** A size rounded up to whole blocks. */
    public static long padded(long size) {
        return size + TarFields.padding(size);
    }
}
