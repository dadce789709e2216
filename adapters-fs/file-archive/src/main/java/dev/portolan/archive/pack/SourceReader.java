package dev.portolan.archive.pack;

import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;

/** Reads the files of a tree, never through a link, and notices when they change. Safe to use from several threads. */
final class SourceReader {
    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final SourceTree tree;
    private final ChangeDetection detection;

    SourceReader(SourceTree tree, ChangeDetection detection) {
        this.tree = tree;
        this.detection = detection;
    }

    SeekableByteChannel open(SourceFile file) throws IOException {
        return Files.newByteChannel(tree.resolve(file), OPTIONS);
    }

    /** Reads a whole file, or as much as it has of the size that it had when it was listed; returns the count. */
    int read(SourceFile file, byte[] into, int offset) throws IOException {
        int count;
        try (SeekableByteChannel channel = open(file)) {
            count = fill(channel, ByteBuffer.wrap(into, offset, (int) file.size()));
        }
        check(file, count);
        return count;
    }

    /** Reads until the buffer is full or the file ends; returns the count. */
    static int fill(SeekableByteChannel channel, ByteBuffer buffer) throws IOException {
        int start = buffer.position();
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // read on
        }
        return buffer.position() - start;
    }

    /** Compares a file that was read with what it was when it was listed. */
    void check(SourceFile file, long count) throws IOException {
        if (detection == ChangeDetection.NONE) {
            return;
        }
        BasicFileAttributes now = tree.attributes(tree.resolve(file));
        boolean same = count == file.size()
                && now.size() == file.size()
                && SourceTree.nanos(now.lastModifiedTime()) == file.modifiedNanos()
                && Objects.equals(now.fileKey(), file.fileKey());
        if (!same) {
            throw new StorageException(Problem.of("the file changed while it was being packed")
                    .at(tree.resolve(file).toString())
                    .advice("pack the directory while nothing writes to it, or turn off change detection"));
        }
    }
}
