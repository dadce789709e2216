package dev.portolan.fs.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The fields of headers as all who write tars here write them (POSIX.1-1988 ustar, and PAX). */
public final class TarFields {
    /** Headers and content begin at multiples of this, in bytes. */
    public static final int BLOCK = 512;

    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_END = 156;
    private static final int MAGIC = 257;

    private TarFields() {}

    /** Writes a number in so many octal digits, with zeros in front; what has no room is cut off. */
    public static void octal(byte[] block, int offset, int digits, long value) {
        long rest = value;
        for (int i = offset + digits - 1; i >= offset; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
    }

    /** Marks a header as POSIX's. */
    public static void magic(byte[] block) {
        byte[] magic = {'u', 's', 't', 'a', 'r', 0, '0', '0'};
        System.arraycopy(magic, 0, block, MAGIC, magic.length);
    }

    /** Writes the checksum, when all else is written. */
    public static void seal(byte[] block) {
        long sum = checksum(block);
        Arrays.fill(block, CHECKSUM, CHECKSUM_END, (byte) ' ');
        octal(block, CHECKSUM, 6, sum);
        block[CHECKSUM + 6] = 0;
    }

    /** The sum of all bytes, its own field taken for spaces. */
    static long checksum(byte[] block) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM_END ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    /** A record of a PAX header, {@code LENGTH KEY=VALUE\n}, whose length counts its own digits. */
    public static byte[] paxRecord(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int restLength = rest.getBytes(StandardCharsets.UTF_8).length;
        int length = restLength + 1;
        while (length != restLength + Integer.toString(length).length()) {
            length = restLength + Integer.toString(length).length();
        }
        return (length + rest).getBytes(StandardCharsets.UTF_8);
    }

    /** The number of bytes that fill the last block of a file of this size. */
    public static int padding(long size) {
        return (int) (-size & (BLOCK - 1));
    }
}
