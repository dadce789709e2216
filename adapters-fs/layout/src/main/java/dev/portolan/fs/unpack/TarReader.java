package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import dev.portolan.fs.tar.TarFields;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads a tar in one pass: ustar, PAX and GNU headers. Written for tars from strangers: headers that extend others
 * are read up to a bound (commons-compress reads them whole, so that one of some GiB ends the process), numbers are
 * checked, and what is not a tar ends in an {@link InvalidArchiveException}.
 */
final class TarReader {
    private static final int BLOCK = TarFields.BLOCK;

    private static final int LONGEST_EXTENSION = 1 << 20;

    private final InputStream in;
    private final String where;
    private final byte[] block = new byte[BLOCK];
    private final PaxRecords global = new PaxRecords();
    private long left;
    private int padding;
    private long extended;

    TarReader(InputStream in, String where) {
        this.in = in;
        this.where = where;
    }

    /** The next entry; what was not read of the one before is skipped. Empty at the end. */
    Optional<TarEntry> next() throws IOException {
        PaxRecords pax = new PaxRecords();
        extended = 0;
        while (nextBlock()) {
            TarHeaderBlock header = new TarHeaderBlock(block, where);
            header.checkSum();
            switch (header.type()) {
                case 'x', 'X' -> pax.read(extension(header), where);
                case 'g' -> global.read(extension(header), where);
                case 'L' -> pax.putIfAbsent(PaxRecords.PATH, text(extension(header)));
                case 'K' -> pax.putIfAbsent(PaxRecords.LINK_PATH, text(extension(header)));
                default -> {
                    TarEntry entry = header.entry(pax.over(global));
                    // only files have content, whatever their header says
                    left = entry.kind() == TarEntry.Kind.FILE ? entry.size() : skippedSize(entry);
                    padding = TarFields.padding(left);
                    return Optional.of(entry);
                }
            }
        }
        if (extended > 0) {
            throw invalid("it ends where an entry should follow");
        }
        return Optional.empty();
    }

    private static long skippedSize(TarEntry entry) {
        return switch (entry.kind()) {
            case DIRECTORY, SYMLINK, HARD_LINK, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> 0;
            default -> entry.size();
        };
    }

    /** Reads content of the entry; below 0 at its end. */
    int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int n = in.read(buffer, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw truncated();
        }
        left -= n;
        return n;
    }

    /** Reads the whole content of the entry, which is known to be small. */
    byte[] readAll() throws IOException {
        byte[] bytes = new byte[(int) left];
        if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
            throw truncated();
        }
        left = 0;
        return bytes;
    }

    /** Reads the next header; false at the end: a block of zeros, or nothing more. */
    private boolean nextBlock() throws IOException {
        skip();
        int n = in.readNBytes(block, 0, BLOCK);
        if (n == 0) {
            return false;
        }
        if (n < BLOCK) {
            throw truncated();
        }
        for (byte b : block) {
            if (b != 0) {
                return true;
            }
        }
        return false;
    }

    private void skip() throws IOException {
        byte[] skipped = new byte[8192];
        for (long rest = left + padding; rest > 0; ) {
            int n = in.read(skipped, 0, (int) Math.min(skipped.length, rest));
            if (n < 0) {
                throw truncated();
            }
            rest -= n;
        }
        left = 0;
        padding = 0;
    }

    private byte[] extension(TarHeaderBlock header) throws IOException {
        long size = header.size();
        extended += BLOCK + Math.min(size, LONGEST_EXTENSION + 1);
        if (extended > LONGEST_EXTENSION) {
            throw invalid("the extended headers of an entry have more than the " + LONGEST_EXTENSION
                    + " bytes that are read");
        }
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw truncated();
        }
        padding = TarFields.padding(size);
        return bytes;
    }

    private String text(byte[] bytes) {
        return TarText.upToNul(bytes, 0, bytes.length, where);
    }

    private InvalidArchiveException truncated() {
        return invalid("it is cut off in the middle of an entry");
    }

    private InvalidArchiveException invalid(String reason) {
        return new InvalidArchiveException(
                Problem.of("tar is malformed").at(where).because(reason));
    }
}
