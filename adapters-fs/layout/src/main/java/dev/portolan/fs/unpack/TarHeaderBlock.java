package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import java.util.Arrays;

/** One header of a tar, 512 bytes. */
final class TarHeaderBlock {
    private static final byte[] USTAR = {'u', 's', 't', 'a', 'r', 0};

    private final byte[] block;
    private final String where;

    TarHeaderBlock(byte[] block, String where) {
        this.block = block;
        this.where = where;
    }

    /** Old tars summed up signed bytes. */
    void checkSum() {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < block.length; i++) {
            byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
            unsigned += b & 0xff;
            signed += b;
        }
        long said = number(148, 8, "checksum");
        if (said != unsigned && said != signed) {
            throw invalid("the checksum of a header is wrong");
        }
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    long size() {
        long size = number(124, 12, "size");
        if (size < 0) {
            throw invalid("an entry has a size below zero");
        }
        return size;
    }

    TarEntry entry(PaxRecords pax) {
        String name = pax.text(PaxRecords.PATH).orElseGet(this::name);
        String link = pax.text(PaxRecords.LINK_PATH).orElseGet(() -> text(157, 100));
        TarEntry.Kind kind = pax.isSparse() ? TarEntry.Kind.SPARSE : kind(name);
        int mode = (int) number(100, 8, "mode") & 07777;
        long size = pax.size(where).orElseGet(this::size);
        long modified = pax.modified(where).orElseGet(() -> number(136, 12, "time"));
        return new TarEntry(name, kind, mode, size, modified, link);
    }

    private TarEntry.Kind kind(String name) {
        return switch (type()) {
            // before POSIX, a directory was a file whose name ended with a slash
            case 0, '0' -> name.endsWith("/") ? TarEntry.Kind.DIRECTORY : TarEntry.Kind.FILE;
            case '7' -> TarEntry.Kind.FILE;
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

    private String name() {
        String name = text(0, 100);
        String prefix = isPosix() ? text(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** GNU tars have other things where POSIX has the prefix. */
    private boolean isPosix() {
        return Arrays.equals(block, 257, 263, USTAR, 0, USTAR.length);
    }

    /** Octal digits, or with the first bit set a binary number. */
    private long number(int offset, int length, String what) {
        if ((block[offset] & 0x80) != 0) {
            return binary(offset, length, what);
        }
        long value = 0;
        int end = offset + length;
        int at = offset;
        while (at < end && (block[at] == ' ' || block[at] == 0)) {
            at++;
        }
        for (; at < end && block[at] != ' ' && block[at] != 0; at++) {
            int digit = block[at] - '0';
            if (digit < 0 || digit > 7) {
                throw invalid("the " + what + " of an entry is not a number");
            }
            value = value << 3 | digit;
        }
        return value;
    }

    private long binary(int offset, int length, String what) {
        boolean negative = (block[offset] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = offset; i < offset + length; i++) {
            int bits = i == offset ? (negative ? block[i] | 0x80 : block[i] & 0x7f) : block[i];
            if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                throw invalid("the " + what + " of an entry is too large a number");
            }
            value = value << 8 | bits & 0xff;
        }
        return value;
    }

    private String text(int offset, int length) {
        return TarText.upToNul(block, offset, length, where);
    }

    private InvalidArchiveException invalid(String reason) {
        return new InvalidArchiveException(
                Problem.of("tar is malformed").at(where).because(reason));
    }
}
