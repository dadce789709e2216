package dev.portolan.fs.tar;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the files of a tar lie in it, found out by reading its headers alone. Understands ustar, PAX (path and size)
 * and GNU's long names; of two entries with one name the later counts, as when unpacking. Written by hand for its
 * bounds: commons-compress keeps some hundred bytes an entry and has no limit on their number.
 */
public final class TarIndex {
    private static final int LARGEST_EXTENSION = 1 << 20;

    private final SeekableByteChannel channel;
    private final String where;
    private final int mostEntries;
    private final Map<String, TarEntry> entries = new LinkedHashMap<>();
    private String longName = "";
    private long longSize = -1;
    private boolean sparse;
    private int count;

    private TarIndex(SeekableByteChannel channel, String where, int mostEntries) {
        this.channel = channel;
        this.where = where;
        this.mostEntries = mostEntries;
    }

    /**
     * Reads all headers.
     *
     * @param mostEntries how many headers are read at most
     * @return the entries by name, in the order of the tar
     * @throws InvalidArchiveException when it is no tar, or a truncated one
     * @throws LimitExceededException when it has more entries
     */
    public static Map<String, TarEntry> read(SeekableByteChannel channel, String where, int mostEntries)
            throws IOException {
        TarIndex index = new TarIndex(channel, where, mostEntries);
        index.readAll();
        return index.entries;
    }

    private void readAll() throws IOException {
        long end = channel.size();
        for (long offset = 0; offset < end; ) {
            byte[] block = bytes(offset, TarFields.BLOCK);
            if (TarHeader.isEmpty(block)) {
                return;
            }
            if (++count > mostEntries) {
                throw new LimitExceededException(
                        Problem.of("the tar has too many entries").at(where).because("the limit is " + mostEntries));
            }
            offset = entry(TarHeader.read(block, where), offset + TarFields.BLOCK, end);
        }
    }

    /** Takes in one entry; returns the offset of the next. */
    private long entry(TarHeader header, long content, long end) throws IOException {
        char type = header.type();
        long size = hasContent(type) ? header.size() : 0;
        boolean extension = type == 'x' || type == 'g' || type == 'L' || type == 'K';
        if (!extension && longSize >= 0 && hasContent(type)) {
            size = longSize;
        }
        if (size < 0 || size > end - content) {
            throw broken("it ends within an entry of " + size + " bytes");
        }
        if (extension) {
            extend(type, content, size);
        } else {
            String name = plain(longName.isEmpty() ? header.name() : longName);
            if (type != '5') {
                boolean regular = (type == '0' || type == '7') && !sparse;
                entries.put(name, new TarEntry(name, regular, content, size));
            }
            longName = "";
            longSize = -1;
            sparse = false;
        }
        return content + Tar.padded(size);
    }

    private static boolean hasContent(char type) {
        return type < '1' || type > '6';
    }

    private void extend(char type, long content, long size) throws IOException {
        if (type == 'g' || type == 'K') {
            return;
        }
        if (size > LARGEST_EXTENSION) {
            throw new LimitExceededException(Problem.of("an extended header of the tar is too large")
                    .at(where)
                    .because("it has " + size + " bytes, the limit is " + LARGEST_EXTENSION));
        }
        byte[] bytes = bytes(content, (int) size);
        if (type == 'L') {
            longName = new String(bytes, StandardCharsets.UTF_8).split("\0", 2)[0];
        } else {
            pax(bytes);
        }
    }

    /** PAX records: {@code LENGTH KEY=VALUE\n}, where the length counts itself. */
    private void pax(byte[] bytes) {
        for (int at = 0; at < bytes.length && bytes[at] != 0; ) {
            int space = at;
            int length = 0;
            while (space < bytes.length && bytes[space] >= '0' && bytes[space] <= '9' && space - at < 8) {
                length = length * 10 + bytes[space++] - '0';
            }
            if (space >= bytes.length
                    || bytes[space] != ' '
                    || length <= space - at + 1
                    || length > bytes.length - at) {
                throw broken("an extended header is malformed");
            }
            String record = new String(bytes, space + 1, at + length - space - 2, StandardCharsets.UTF_8);
            int equals = record.indexOf('=');
            if (equals > 0) {
                pax(record.substring(0, equals), record.substring(equals + 1));
            }
            at += length;
        }
    }

    private void pax(String key, String value) {
        if (key.equals("path")) {
            longName = value;
        } else if (key.equals("size")) {
            longSize = size(value);
        } else if (key.startsWith("GNU.sparse.")) {
            sparse = true;
        }
    }

    private long size(String value) {
        try {
            long size = Long.parseLong(value);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw broken("an extended header has a size that is none");
    }

    private static String plain(String name) {
        String plain = name;
        while (plain.startsWith("./")) {
            plain = plain.substring(2);
        }
        return plain;
    }

    private byte[] bytes(long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        channel.position(offset);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw broken("it ends within a header");
            }
        }
        return buffer.array();
    }

    private InvalidArchiveException broken(String reason) {
        return new InvalidArchiveException(
                Problem.of("not a valid tar").at(where).because(reason));
    }
}
