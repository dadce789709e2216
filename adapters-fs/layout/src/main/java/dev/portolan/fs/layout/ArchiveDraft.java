package dev.portolan.fs.layout;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.DigestingSink;
import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import dev.portolan.fs.files.Channels;
import dev.portolan.fs.files.CheckedContent;
import dev.portolan.fs.tar.Tar;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An archive that is being written to a temporary file. A blob of known size gets its room at once, so
 * that several are written at a time, each at its own offset; one of unknown size has the end of the file for itself
 * until it is complete, and its header is written last. Each writer opens a channel of its own, for an interrupt
 * closes the channel that it hits.
 */
final class ArchiveDraft {
    private final Path file;
    private final String where;
    private final Map<Digest, Slot> complete = new HashMap<>();
    private final Set<Digest> underway = new HashSet<>();
    /** The length of the parts that every archive has. */
    private final long head;

    private boolean endTaken;
    private boolean finished;
    private long end;

    /** Room for a file: its header begins at {@code start}, its content at {@code content}. */
    private record Slot(String name, long start, long content, long size) {
        static Slot at(long start, String name, long size) {
            return new Slot(name, start, start + Tar.fileHeader(name, size).length, size);
        }

        long end() {
            return content + Tar.padded(size);
        }
    }

    /** Begins a file with the parts that every archive has; if that fails, no file is left. */
    ArchiveDraft(Path file, String where) throws IOException {
        this.file = file;
        this.where = where;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            append(channel, LayoutFiles.LAYOUT_FILE, LayoutFiles.LAYOUT);
            Channels.writeFully(channel, Tar.directoryHeader("blobs"));
            Channels.writeFully(channel, Tar.directoryHeader("blobs/sha256"));
            this.head = channel.position();
            this.end = head;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    Path file() {
        return file;
    }

    synchronized Optional<FileRegion> blob(Digest digest) {
        return Optional.ofNullable(complete.get(digest))
                .map(slot -> new FileRegion(file, slot.content(), slot.size(), null));
    }

    /** Returns the names of the files of all complete blobs. */
    synchronized Set<String> names() {
        return complete.values().stream().map(Slot::name).collect(Collectors.toSet());
    }

    /** Writes a blob of known digest and size unless it exists; waits for a thread that is writing the same one. */
    Descriptor write(Descriptor blob, Content content) throws IOException {
        Slot slot = reserve(blob.digest(), blob.size());
        if (slot == null) {
            return blob;
        }
        boolean good = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.position(slot.content());
            CheckedContent.fill(channel, content, blob, where);
            seal(channel, slot);
            good = true;
            return blob;
        } finally {
            release(blob.digest(), slot, good);
        }
    }

    private synchronized @Nullable Slot reserve(Digest digest, long size) throws IOException {
        while (underway.contains(digest) || endTaken) {
            await();
        }
        requireUnfinished();
        if (complete.containsKey(digest)) {
            return null;
        }
        Slot slot = Slot.at(end, ArchiveSnapshot.blobName(digest), size);
        end = slot.end();
        underway.add(digest);
        return slot;
    }

    /** Gaps left by failed writes are closed at the end. */
    private synchronized void release(Digest digest, Slot slot, boolean good) {
        underway.remove(digest);
        if (good) {
            complete.put(digest, slot);
        } else if (!endTaken && slot.end() == end) {
            end = slot.start();
        }
        notifyAll();
    }

    /** Writes a blob of unknown digest and size, while all others wait. */
    Descriptor write(String mediaType, Content content) throws IOException {
        long start = takeEnd();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.position(start + Tar.BLOCK);
            DigestingSink digest = new DigestingSink();
            content.writeTo(digest.before(BlobSink.of(channel)));
            Descriptor written = digest.descriptor(mediaType);
            Slot slot = Slot.at(start, ArchiveSnapshot.blobName(written.digest()), written.size());
            seal(channel, slot);
            synchronized (this) {
                if (complete.putIfAbsent(written.digest(), slot) == null) {
                    end = slot.end();
                }
            }
            return written;
        } finally {
            giveEnd();
        }
    }

    private void requireUnfinished() throws IOException {
        if (finished) {
            throw new IOException("the archive was closed");
        }
    }

    private synchronized long takeEnd() throws IOException {
        while (endTaken) {
            await();
        }
        requireUnfinished();
        endTaken = true;
        return end;
    }

    private synchronized void giveEnd() {
        endTaken = false;
        notifyAll();
    }

    private void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(Problem.of("waiting to write").at(where), e);
        }
    }

    /** Removes a blob again. */
    synchronized void remove(Digest digest) {
        complete.remove(digest);
    }

    /** Writes padding and header around content that is good. */
    private static void seal(FileChannel channel, Slot slot) throws IOException {
        channel.position(slot.content() + slot.size());
        pad(channel, slot.size());
        channel.position(slot.start());
        Channels.writeFully(channel, Tar.fileHeader(slot.name(), slot.size()));
    }

    /**
     * Completes the tar: closes the gaps that failed writes left, copies files of an older archive, adds the last ones,
     * and forces everything to the disk. Fails when a write is underway; later ones fail.
     */
    synchronized void finish(Map<String, FileRegion> kept, Map<String, byte[]> lastFiles) throws IOException {
        finished = true;
        if (!underway.isEmpty() || endTaken) {
            throw new IOException("a blob is still being written to it");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.position(closeGaps(channel));
            for (Map.Entry<String, FileRegion> file : kept.entrySet()) {
                FileRegion content = file.getValue();
                Channels.writeFully(channel, Tar.fileHeader(file.getKey(), content.length()));
                content.feed(BlobSink.of(channel), "reading " + file.getKey(), where);
                pad(channel, content.length());
            }
            for (Map.Entry<String, byte[]> last : lastFiles.entrySet()) {
                append(channel, last.getKey(), last.getValue());
            }
            Channels.writeFully(channel, Tar.end(channel.position()));
            channel.truncate(channel.position());
            channel.force(true);
        }
    }

    private long closeGaps(FileChannel channel) throws IOException {
        List<Slot> slots = new ArrayList<>(complete.values());
        slots.sort(Comparator.comparingLong(Slot::start));
        long to = head;
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        for (Slot slot : slots) {
            to = slot.start() == to ? slot.end() : move(channel, slot.start(), slot.end(), to, buffer);
        }
        return to;
    }

    /** Moves bytes towards the beginning; returns the offset after them. */
    private static long move(FileChannel channel, long from, long until, long to, ByteBuffer buffer)
            throws IOException {
        long target = to;
        for (long at = from; at < until; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), until - at));
            int n = channel.read(buffer, at);
            if (n < 0) {
                throw new IOException("the unfinished archive was truncated");
            }
            at += n;
            for (buffer.flip(); buffer.hasRemaining(); ) {
                target += channel.write(buffer, target);
            }
        }
        return target;
    }

    private static void append(FileChannel channel, String name, byte[] content) throws IOException {
        Channels.writeFully(channel, Tar.fileHeader(name, content.length));
        Channels.writeFully(channel, content);
        pad(channel, content.length);
    }

    private static void pad(FileChannel channel, long size) throws IOException {
        BlobSink.of(channel).write(ByteBuffer.allocate((int) (Tar.padded(size) - size)));
    }
}
