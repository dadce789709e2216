package dev.portolan.fs.files;

import dev.portolan.content.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** Compares files on disk. */
public final class SameContent {
    private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);

    private SameContent() {}

    /** Returns whether two are both files with the same bytes, or both symbolic links with the same target. */
    public static boolean of(OpenDirectory left, Path leftName, OpenDirectory right, Path rightName)
            throws IOException {
        BasicFileAttributes one = left.attributes(leftName);
        BasicFileAttributes other = right.attributes(rightName);
        if (one.isSymbolicLink() && other.isSymbolicLink()) {
            return left.link(leftName).equals(right.link(rightName));
        }
        if (!one.isRegularFile() || !other.isRegularFile() || one.size() != other.size()) {
            return false;
        }
        try (SeekableByteChannel a = left.file(leftName, READ);
                SeekableByteChannel b = right.file(rightName, READ)) {
            ByteBuffer fromA = ByteBuffer.allocate(Streams.BUFFER);
            ByteBuffer fromB = ByteBuffer.allocate(Streams.BUFFER);
            while (Channels.fill(a, fromA) && Channels.fill(b, fromB)) {
                if (!fromA.flip().equals(fromB.flip())) {
                    return false;
                }
                fromA.clear();
                fromB.clear();
            }
            return true;
        }
    }
}
