package dev.portolan.fs.pack;

import dev.portolan.fs.tar.Tar;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Divides the tar of a tree into chunks of one fixed size, except the last, without reading a file: the sizes determine
 * all offsets.
 */
final class TarPlan implements Iterator<TarChunk> {
    /**
     * The size of a chunk. It determines the bytes of the compressed stream, so another size gives other digests; half
     * a MiB loses about a fiftieth of the savings of compression.
     */
    static final int CHUNK = 512 << 10;

    private static final int END = 2 * Tar.BLOCK;

    private final Iterator<TreeEntry> entries;
    private final long seconds;
    private List<TarChunk.Part> parts = new ArrayList<>();
    private int room = CHUNK;
    private @Nullable TreeEntry open;
    private long offset;
    private boolean ended;

    TarPlan(Iterator<TreeEntry> entries, long seconds) {
        this.entries = entries;
        this.seconds = seconds;
    }

    private final List<TarChunk> ready = new ArrayList<>();

    @Override
    public boolean hasNext() {
        return !ended || !ready.isEmpty();
    }

    @Override
    public TarChunk next() {
        while (ready.isEmpty()) {
            advance();
        }
        return ready.remove(0);
    }

    private void advance() {
        if (ended) {
            throw new NoSuchElementException();
        }
        TreeEntry file = open;
        if (file != null) {
            int length = (int) Math.min(room, file.size() - offset);
            parts.add(new TarChunk.FilePart(file, offset, length));
            offset += length;
            take(length);
            if (offset == file.size()) {
                open = null;
                bytes(new byte[Tar.padding(file.size())]);
            }
        } else if (entries.hasNext()) {
            TreeEntry entry = entries.next();
            bytes(header(entry));
            if (entry.size() > 0) {
                open = entry;
                offset = 0;
            }
        } else {
            bytes(new byte[END]);
            ended = true;
            flush(true);
        }
    }

    private byte[] header(TreeEntry entry) {
        String name = entry.kind() == TreeEntry.Kind.DIRECTORY ? entry.name() + "/" : entry.name();
        char type = switch (entry.kind()) {
            case FILE -> '0';
            case SYMLINK -> '2';
            case DIRECTORY -> '5';
        };
        return Tar.header(type, name, entry.mode(), entry.size(), seconds, entry.link());
    }

    private void bytes(byte[] bytes) {
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(room, bytes.length - at);
            parts.add(new TarChunk.Bytes(bytes, at, length));
            at += length;
            take(length);
        }
    }

    private void take(int length) {
        room -= length;
        if (room == 0) {
            flush(false);
        }
    }

    private void flush(boolean last) {
        ready.add(new TarChunk(parts, CHUNK - room, last));
        parts = new ArrayList<>();
        room = CHUNK;
    }
}
