package dev.portolan.fs.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the parts of a tar: POSIX ustar headers, with a PAX header in front only where ustar lacks the room. Nothing
 * in them differs from machine to machine: owner and group are 0 and have no names.
 */
public final class Tar {
    /** Headers and content begin at multiples of this, in bytes. */
    public static final int BLOCK = 512;
    /** The latest time that fits the field of a header, in seconds. */
    public static final long LATEST = 0_77777777777L;

    private static final long LARGEST_OCTAL = 0_77777777777L;
    private static final int NAME = 100;
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int LONGEST_PREFIX = 155;
    /** Blocks in a record, the unit that tapes were written in. */
    private static final int RECORD = 20 * BLOCK;

    private Tar() {}

    /**
     * Makes the headers of an entry: one or more blocks.
     *
     * @param type {@code '0'} for a file, {@code '2'} for a symbolic link, {@code '5'} for a directory
     * @param name the name, for a directory with a slash at the end
     * @param mode the permission bits, 07777
     * @param size the bytes of a file, 0 for everything else
     * @param seconds when it was modified, since the epoch; at most {@link #LATEST}
     * @param link the target of a link, empty for everything else
     */
    public static byte[] header(char type, String name, int mode, long size, long seconds, String link) {
        byte[] target = link.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream pax = new ByteArrayOutputStream();
        if (target.length > NAME || !isAscii(target)) {
            pax.writeBytes(paxRecord("linkpath", link));
        }
        byte[] own = block(type, mode, Math.min(size, LARGEST_OCTAL), seconds);
        if (!putName(own, name)) {
            pax.writeBytes(paxRecord("path", name));
        }
        if (size > LARGEST_OCTAL) {
            pax.writeBytes(paxRecord("size", Long.toString(size)));
        }
        System.arraycopy(target, 0, own, LINK, Math.min(target.length, NAME));
        seal(own);
        return pax.size() == 0 ? own : joined(paxHeader(pax.toByteArray(), seconds), own);
    }

    /** Creates the header of a file with mode 0644 and time 0. Its length depends only on the name. */
    public static byte[] fileHeader(String name, long size) {
        byte[] own = block('0', 0644, Math.min(size, LARGEST_OCTAL), 0);
        if (size > LARGEST_OCTAL) {
            binarySize(own, size);
        }
        boolean fits = putName(own, name);
        seal(own);
        return fits ? own : joined(paxHeader(paxRecord("path", name), 0), own);
    }

    /** Makes the header of a directory, mode 0755, with time 0. */
    public static byte[] directoryHeader(String name) {
        return header('5', name + "/", 0755, 0, 0, "");
    }

    /** Returns the end of a tar that has this many bytes so far: two empty blocks, filled up to a record. */
    public static byte[] end(long length) {
        long withEnd = length + 2 * BLOCK;
        return new byte[(int) ((withEnd + RECORD - 1) / RECORD * RECORD - length)];
    }

    /** Returns whether a file that begins with these bytes begins with the header of a tar. */
    public static boolean isHeader(byte[] start) {
        return start.length >= BLOCK && new TarHeader(start, new TarText("", false)).hasRightChecksum();
    }

    /** Rounds a size up to whole blocks. */
    public static long padded(long size) {
        return size + padding(size);
    }

    /** Returns how many bytes fill the last block of a file. */
    public static int padding(long size) {
        return (int) (-size & (BLOCK - 1));
    }

    /** Puts a name into its fields; false when it does not fit, and only its start is there. */
    private static boolean putName(byte[] block, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int cut = cut(bytes);
        if (cut > 0) {
            System.arraycopy(bytes, 0, block, PREFIX, cut);
            System.arraycopy(bytes, cut + 1, block, 0, bytes.length - cut - 1);
        } else {
            System.arraycopy(bytes, 0, block, 0, Math.min(bytes.length, NAME));
        }
        return cut >= 0 && isAscii(bytes);
    }

    /** Returns where a name is cut into prefix and name: 0 for not at all, -1 when it does not fit. */
    private static int cut(byte[] name) {
        if (name.length <= NAME) {
            return 0;
        }
        for (int i = Math.max(1, name.length - NAME - 1); i <= LONGEST_PREFIX && i < name.length - 1; i++) {
            if (name[i] == '/') {
                return i;
            }
        }
        return -1;
    }

    private static byte[] paxHeader(byte[] records, long seconds) {
        byte[] header = block('x', 0644, records.length, seconds);
        byte[] name = "PaxHeader".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, header, 0, name.length);
        seal(header);
        return joined(header, Arrays.copyOf(records, records.length + padding(records.length)));
    }

    private static byte[] block(char type, int mode, long size, long seconds) {
        byte[] block = new byte[BLOCK];
        octal(block, 100, 7, mode);
        octal(block, 108, 7, 0);
        octal(block, 116, 7, 0);
        octal(block, SIZE, 11, size);
        octal(block, 136, 11, seconds);
        block[TYPE] = (byte) type;
        byte[] magic = {'u', 's', 't', 'a', 'r', 0, '0', '0'};
        System.arraycopy(magic, 0, block, MAGIC, magic.length);
        octal(block, 329, 7, 0);
        octal(block, 337, 7, 0);
        return block;
    }

    /** Writes a number with leading zeros. */
    private static void octal(byte[] block, int offset, int digits, long value) {
        long rest = value;
        for (int i = offset + digits - 1; i >= offset; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
    }

    /** GNU's form for numbers that have no room. */
    private static void binarySize(byte[] block, long size) {
        Arrays.fill(block, SIZE, SIZE + 12, (byte) 0);
        block[SIZE] = (byte) 0x80;
        for (int i = 0; i < 8; i++) {
            block[SIZE + 11 - i] = (byte) (size >>> 8 * i);
        }
    }

    /** Writes the checksum, once everything else is there. */
    private static void seal(byte[] block) {
        Arrays.fill(block, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        long sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, CHECKSUM, 6, sum);
        block[CHECKSUM + 6] = 0;
    }

    /** Returns a record of a PAX header, {@code LENGTH KEY=VALUE\n}, whose length counts its own digits. */
    private static byte[] paxRecord(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int restLength = rest.getBytes(StandardCharsets.UTF_8).length;
        int length = restLength;
        while (length != restLength + Integer.toString(length).length()) {
            length = restLength + Integer.toString(length).length();
        }
        return (length + rest).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
