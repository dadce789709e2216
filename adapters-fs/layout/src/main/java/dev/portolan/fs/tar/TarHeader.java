package dev.portolan.fs.tar;

import dev.portolan.error.InvalidArchiveException;
import java.util.Arrays;

/**
 * One header of a tar, 512 bytes: ustar, with GNU's extensions. Fields that tar programs read differently are refused.
 */
final class TarHeader {
    private static final byte[] USTAR = {'u', 's', 't', 'a', 'r', 0};
    private static final byte[] GNU = {'u', 's', 't', 'a', 'r', ' ', ' ', 0};
    private static final int CHECKSUM = 148;

    private final byte[] block;
    private final TarText text;

    TarHeader(byte[] block, TarText text) {
        this.block = block;
        this.text = text;
    }

    /** Returns whether the checksum is right. Old programs summed up signed bytes. */
    boolean hasRightChecksum() {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < Tar.BLOCK; i++) {
            byte b = i >= CHECKSUM && i < CHECKSUM + 8 ? (byte) ' ' : block[i];
            unsigned += b & 0xff;
            signed += b;
        }
        long expected;
        try {
            expected = number(CHECKSUM, 8, "checksum");
        } catch (InvalidArchiveException e) {
            return false;
        }
        return expected == unsigned || expected == signed;
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    long size() {
        long size = number(124, 12, "size");
        if (size < 0) {
            throw text.malformed("an entry has a negative size");
        }
        return size;
    }

    int mode() {
        return (int) number(100, 8, "mode") & 07777;
    }

    long modified() {
        return number(136, 12, "time");
    }

    String name() {
        String name = text.upToNul(block, 0, 100);
        // GNU tars have other things where POSIX has the prefix
        boolean posix = Arrays.equals(block, 257, 263, USTAR, 0, USTAR.length);
        String prefix = posix ? text.upToNul(block, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    String link() {
        return text.upToNul(block, 157, 100);
    }

    /** Returns the map of a sparse file in GNU's format, as far as this header has it. */
    SparseMap sparseMap() {
        if (!Arrays.equals(block, 257, 265, GNU, 0, GNU.length)) {
            throw text.malformed("a sparse file has no header of GNU tar");
        }
        SparseMap map = new SparseMap(number(483, 12, "size"), text);
        addRegions(map, 386, 4);
        return map;
    }

    /** Returns whether a block with more of the map follows the header. */
    boolean hasMoreOfSparseMap() {
        return block[482] != 0;
    }

    /** Adds the part of the sparse map in a block after the header; returns whether another block follows. */
    boolean addMoreOfSparseMap(SparseMap map) {
        addRegions(map, 0, 21);
        return block[504] != 0;
    }

    private void addRegions(SparseMap map, int offset, int most) {
        for (int at = offset; at < offset + most * 24 && block[at + 12] != 0; at += 24) {
            map.add(number(at, 12, "map"), number(at + 12, 12, "map"));
        }
    }

    TarEntry.Kind kind(String name) {
        return switch (type()) {
            // before POSIX, a directory was a file whose name ends with a slash
            case 0, '0', '7' -> name.endsWith("/") ? TarEntry.Kind.DIRECTORY : TarEntry.Kind.FILE;
            case '1' -> TarEntry.Kind.HARD_LINK;
            case '2' -> TarEntry.Kind.SYMLINK;
            case '3' -> TarEntry.Kind.CHARACTER_DEVICE;
            case '4' -> TarEntry.Kind.BLOCK_DEVICE;
            case '5' -> TarEntry.Kind.DIRECTORY;
            case '6' -> TarEntry.Kind.FIFO;
            case 'S' -> TarEntry.Kind.SPARSE;
            default -> TarEntry.Kind.UNKNOWN;
        };
    }

    /**
     * Digits with spaces in front and spaces or NULs behind; or, after a first byte of 0x80 or 0xff, a binary number.
     */
    private long number(int offset, int length, String what) {
        int first = block[offset] & 0xff;
        if (first == 0x80 || first == 0xff) {
            return binary(offset, length, what);
        }
        int end = offset + length;
        int at = offset;
        while (at < end && block[at] == ' ') {
            at++;
        }
        long value = 0;
        for (; at < end && block[at] >= '0' && block[at] <= '7'; at++) {
            value = value << 3 | block[at] - '0';
        }
        for (; at < end; at++) {
            if (block[at] != ' ' && block[at] != 0) {
                throw text.malformed("the " + what + " of an entry is not a number");
            }
        }
        return value;
    }

    private long binary(int offset, int length, String what) {
        long value = (block[offset] & 0xff) == 0xff ? -1 : 0;
        for (int i = offset + 1; i < offset + length; i++) {
            if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                throw text.malformed("the " + what + " of an entry is too large a number");
            }
            value = value << 8 | block[i] & 0xff;
        }
        return value;
    }
}
