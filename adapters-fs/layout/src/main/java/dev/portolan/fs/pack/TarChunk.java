package dev.portolan.fs.pack;

import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.fs.files.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/**
 * A planned piece of a tar that is not read yet. It can be read without the pieces before it, so several threads read
 * and compress at once.
 *
 * @param parts its parts, in order
 * @param length its size in bytes
 * @param last whether the tar ends with it
 */
record TarChunk(List<Part> parts, int length, boolean last) {
    private static final Set<java.nio.file.OpenOption> READ =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    sealed interface Part {}

    /** Bytes that are there already. */
    record Bytes(byte[] bytes, int offset, int length) implements Part {}

    record FilePart(TreeEntry file, long offset, int length) implements Part {}

    /**
     * Reads the chunk.
     *
     * @param to has room for one byte more than the chunk
     * @throws StorageException when a file cannot be read, or changed since the tar was planned
     */
    void fill(byte[] to) {
        int at = 0;
        for (Part part : parts) {
            if (part instanceof Bytes bytes) {
                System.arraycopy(bytes.bytes, bytes.offset, to, at, bytes.length);
                at += bytes.length;
            } else if (part instanceof FilePart file) {
                try {
                    read(file, to, at);
                } catch (NoSuchFileException e) {
                    throw changed(file.file, "it was deleted");
                } catch (IOException e) {
                    throw FileFailure.of("reading a file", file.file.path().toString(), e);
                }
                at += file.length;
            }
        }
    }

    private static void read(FilePart part, byte[] to, int at) throws IOException {
        TreeEntry file = part.file;
        boolean reachesEnd = part.offset + part.length == file.size();
        try (SeekableByteChannel channel = Files.newByteChannel(file.path(), READ)) {
            if (part.offset > 0) {
                channel.position(part.offset);
            }
            // one byte more than expected shows, without another call, that the file has grown
            ByteBuffer buffer = ByteBuffer.wrap(to, at, part.length + (reachesEnd ? 1 : 0));
            int end = at + part.length;
            while (buffer.position() < end) {
                if (channel.read(buffer) < 0) {
                    throw changed(file, "it was " + file.size() + " bytes long and is now shorter");
                }
            }
            if (buffer.position() > end) {
                throw changed(file, "it was " + file.size() + " bytes long and is now longer");
            }
        }
        boolean inSeveralParts = part.length < file.size();
        if (reachesEnd
                && inSeveralParts
                && !Files.getLastModifiedTime(file.path(), LinkOption.NOFOLLOW_LINKS)
                        .equals(file.modified())) {
            throw changed(file, "its content changed");
        }
    }

    private static StorageException changed(TreeEntry file, String how) {
        return new StorageException(Problem.of("a file changed while it was being packed")
                .at(file.path().toString())
                .because(how)
                .advice("pack again while nothing writes to the directory")
                .retryable(true));
    }
}
