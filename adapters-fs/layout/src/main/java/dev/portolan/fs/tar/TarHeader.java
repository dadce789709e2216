package dev.portolan.fs.tar;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import java.nio.charset.StandardCharsets;

/**
 * A header of 512 bytes (POSIX.1-1988 ustar, and GNU's numbers in base 256). Ours are the same for the same name and
 * size: mode 0644 or 0755, user and group 0, no names, time 0.
 */
final class TarHeader {
    private static final int NAME = 100;
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final long LARGEST_OCTAL = 0_77777777777L;

    private final byte[] block;
    private final String where;

    private TarHeader(byte[] block, String where) {
        this.block = block;
        this.where = where;
    }

    /** Reads a header, whose checksum must be right. */
    static TarHeader read(byte[] block, String where) {
        TarHeader header = new TarHeader(block, where);
        if (header.number(CHECKSUM, 8) != TarFields.checksum(block)) {
            throw header.broken("the checksum of a header is wrong");
        }
        return header;
    }

    /** Whether this block is empty, as at the end of a tar. */
    static boolean isEmpty(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    String name() {
        String name = text(0, NAME);
        boolean ustar = text(MAGIC, 6).equals("ustar") && block[MAGIC + 5] == 0;
        String prefix = ustar ? text(PREFIX, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    long size() {
        return number(SIZE, 12);
    }

    char type() {
        return block[TYPE] == 0 ? '0' : (char) (block[TYPE] & 0xff);
    }

    private String text(int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return new String(block, offset, end - offset, StandardCharsets.UTF_8);
    }

    private long number(int offset, int length) {
        if ((block[offset] & 0x80) != 0) {
            return base256(offset, length);
        }
        String digits = text(offset, length).trim();
        try {
            return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
        } catch (NumberFormatException e) {
            throw broken("a header has a number that is not octal");
        }
    }

    private long base256(int offset, int length) {
        long value = block[offset] & 0x7f;
        for (int i = 1; i < length; i++) {
            if (value > Long.MAX_VALUE >> 8) {
                throw broken("a header has a number that is too large");
            }
            value = value << 8 | block[offset + i] & 0xff;
        }
        return value;
    }

    private InvalidArchiveException broken(String reason) {
        return new InvalidArchiveException(
                Problem.of("not a valid tar").at(where).because(reason));
    }

    /**
     * Makes a header.
     *
     * @param name at most 100 bytes; the start of a longer one, which a PAX header before this one must give
     */
    static byte[] write(String name, long size, char type) {
        byte[] block = new byte[TarFields.BLOCK];
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(nameBytes, 0, block, 0, Math.min(nameBytes.length, NAME));
        TarFields.octal(block, 100, 7, type == '5' ? 0755 : 0644);
        TarFields.octal(block, 108, 7, 0);
        TarFields.octal(block, 116, 7, 0);
        writeSize(block, size);
        TarFields.octal(block, 136, 11, 0);
        block[TYPE] = (byte) type;
        TarFields.magic(block);
        TarFields.seal(block);
        return block;
    }

    private static void writeSize(byte[] block, long size) {
        if (size <= LARGEST_OCTAL) {
            TarFields.octal(block, SIZE, 11, size);
            return;
        }
        block[SIZE] = (byte) 0x80;
        for (int i = 0; i < 8; i++) {
            block[SIZE + 11 - i] = (byte) (size >>> 8 * i);
        }
    }
}
