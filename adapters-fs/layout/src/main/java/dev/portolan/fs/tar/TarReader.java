package dev.portolan.fs.tar;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import dev.portolan.fs.compress.FileFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar in one pass: ustar, PAX and GNU headers. It is made for untrusted tars: extended headers are read up to a
 * bound, numbers are checked, and whatever GNU tar, Python and Go would read differently is refused, so that nothing
 * can be hidden between entries. What is not a tar ends in an {@link InvalidArchiveException}.
 */
public final class TarReader {
    private static final int BLOCK = Tar.BLOCK;

    private static final int LONGEST_EXTENSION = 1 << 20;

    private final InputStream in;
    private final TarText text;
    private final byte[] block = new byte[BLOCK];
    private final PaxRecords global;
    private long position;
    private long left;
    private int padding;
    private long extended;
    private @Nullable SparseMap sparse;

    private TarReader(InputStream in, TarText text) {
        this.in = in;
        this.text = text;
        this.global = new PaxRecords(text);
    }

    /**
     * Reads a stream.
     *
     * @param where which tar, for messages
     */
    public static TarReader of(InputStream in, String where) {
        return new TarReader(in, new TarText(where, true));
    }

    /** Reads only the headers of a stream, skipping content. Names that are not UTF-8 are replaced. */
    static TarReader headersOf(InputStream in, String where) {
        return new TarReader(in, new TarText(where, false));
    }

    /** Returns the next entry, after skipping the unread rest of the previous one; empty at the end. */
    public Optional<TarEntry> next() throws IOException {
        PaxRecords pax = new PaxRecords(text);
        extended = 0;
        while (nextBlock()) {
            TarHeader header = new TarHeader(block, text);
            if (!header.hasRightChecksum()) {
                throw notTar();
            }
            switch (header.type()) {
                case 'x', 'X' -> pax.read(extension(header));
                case 'g' -> global.readGlobal(extension(header));
                case 'L' -> pax.path(longText(header));
                case 'K' -> pax.link(longText(header));
                default -> {
                    return Optional.of(entry(header, pax));
                }
            }
        }
        if (extended > 0) {
            throw text.malformed("it ends without an end-of-archive marker");
        }
        return Optional.empty();
    }

    private TarEntry entry(TarHeader header, PaxRecords pax) throws IOException {
        String name = pax.name().orElseGet(header::name);
        String link = pax.link().orElseGet(header::link);
        TarEntry.Kind kind = header.kind(name);
        if (pax.isSparse() && kind != TarEntry.Kind.FILE) {
            throw text.malformed("an extended header makes something sparse that is not a file");
        }
        if (pax.hasPathWithSlash() && header.type() != '5') {
            throw text.malformed("a file has a name that ends with a slash, which tar programs read in different ways");
        }
        int mode = header.mode();
        long modified = pax.modified(global).orElseGet(header::modified);
        long size = pax.size().orElseGet(header::size);
        left = contentOf(header.type(), name, size, pax.size().isPresent());
        padding = Tar.padding(left);
        if (kind == TarEntry.Kind.SPARSE) {
            sparse = gnuMap(header);
        }
        if (pax.isSparse()) {
            sparse = pax.hasSparseMapInContent() ? mapInContent(pax.sparseSize()) : pax.sparseMap();
        }
        if (sparse != null) {
            return new TarEntry(
                    name, TarEntry.Kind.SPARSE, mode, position, sparse.of(left).size(), modified, link);
        }
        long shown = kind == TarEntry.Kind.DIRECTORY ? 0 : left;
        return new TarEntry(name, kind, mode, position, shown, modified, link);
    }

    /** Returns how many bytes of content follow a header. */
    private long contentOf(char type, String name, long size, boolean extendedSize) {
        boolean disputed = switch (type) {
            case '2', '3', '4', '5', '6' -> true;
            // all programs ignore the size in the header of a hard link, and not all the one in an extended header
            case '1' -> extendedSize;
            case 0 -> name.endsWith("/");
            default -> false;
        };
        if (disputed && size > 0) {
            throw text.malformed("a directory, link or device has content, which tar programs read in different ways");
        }
        return type == '1' ? 0 : size;
    }

    private SparseMap gnuMap(TarHeader header) throws IOException {
        SparseMap map = header.sparseMap();
        boolean more = header.hasMoreOfSparseMap();
        while (more) {
            extend(BLOCK);
            if (read(block, BLOCK) < BLOCK) {
                throw truncated();
            }
            more = header.addMoreOfSparseMap(map);
        }
        return map;
    }

    /** Reads the map in front of the content: the number of regions, then two numbers for each, one in a line. */
    private SparseMap mapInContent(long size) throws IOException {
        SparseMap map = new SparseMap(size, text);
        long regions = numberInContent();
        for (long i = 0; i < regions; i++) {
            map.add(numberInContent(), numberInContent());
        }
        int rest = Tar.padding(position);
        if (rest > left) {
            throw truncated();
        }
        skip(rest);
        left -= rest;
        return map;
    }

    private long numberInContent() throws IOException {
        long number = 0;
        for (int digits = 0; ; digits++) {
            extend(1);
            byte[] next = new byte[1];
            if (stored(next, 0, 1) < 0 || digits == 18) {
                throw text.malformed("the map of a sparse file is not made of numbers");
            }
            if (next[0] == '\n' && digits > 0) {
                return number;
            }
            if (next[0] < '0' || next[0] > '9') {
                throw text.malformed("the map of a sparse file is not made of numbers");
            }
            number = number * 10 + next[0] - '0';
        }
    }

    /** Returns how many bytes of the entry are in the tar and still unread. */
    public long stored() {
        return left;
    }

    /** Reads content of the entry, a sparse file with its zeros; -1 at its end. */
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return sparse == null ? stored(buffer, offset, length) : sparse.read(this::stored, buffer, offset, length);
    }

    private int stored(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int n = in.read(buffer, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw truncated();
        }
        position += n;
        left -= n;
        return n;
    }

    /** Reads all content of the entry, which the caller knows to be small. */
    public byte[] readAll() throws IOException {
        byte[] bytes = new byte[(int) (sparse == null ? left : sparse.size())];
        for (int at = 0; at < bytes.length; ) {
            at += read(bytes, at, bytes.length - at);
        }
        return bytes;
    }

    /** Reads the next header; false at the end: a block of zeros, or nothing more. */
    private boolean nextBlock() throws IOException {
        skip(left);
        skip(padding);
        left = 0;
        padding = 0;
        sparse = null;
        int n = read(block, BLOCK);
        if (n == 0) {
            return false;
        }
        if (n < BLOCK) {
            throw position == n ? notTar() : truncated();
        }
        for (byte b : block) {
            if (b != 0) {
                return true;
            }
        }
        return false;
    }

    private int read(byte[] buffer, int length) throws IOException {
        int n = in.readNBytes(buffer, 0, length);
        position += n;
        return n;
    }

    private void skip(long count) throws IOException {
        try {
            in.skipNBytes(count);
            position += count;
        } catch (EOFException e) {
            throw truncated();
        }
    }

    private byte[] extension(TarHeader header) throws IOException {
        long size = header.size();
        extend(BLOCK + Math.min(size, LONGEST_EXTENSION + 1));
        byte[] bytes = new byte[(int) size];
        if (read(bytes, bytes.length) < size) {
            throw truncated();
        }
        padding = Tar.padding(size);
        return bytes;
    }

    private void extend(long more) {
        extended += more;
        if (extended > LONGEST_EXTENSION) {
            throw new LimitExceededException(Problem.of("the headers of the tar are too large")
                    .at(text.where())
                    .because("the extended headers of an entry have more than " + LONGEST_EXTENSION + " bytes"));
        }
    }

    private String longText(TarHeader header) throws IOException {
        byte[] bytes = extension(header);
        return text.upToNul(bytes, 0, bytes.length);
    }

    private InvalidArchiveException notTar() {
        if (position > BLOCK) {
            return text.malformed("the checksum of a header is wrong");
        }
        Problem problem = Problem.of("not a tar").at(text.where());
        return new InvalidArchiveException(FileFormat.of(block)
                .map(format -> problem.because("it is " + format.words()).advice(format.advice()))
                .orElseGet(() -> problem.because("it does not start with a tar header")));
    }

    private InvalidArchiveException truncated() {
        InvalidArchiveException malformed = text.malformed("it is cut off in the middle of an entry");
        return new InvalidArchiveException(malformed
                .problem()
                .advice("the rest is lost: transfer the file again, or write it again from its source"));
    }
}
