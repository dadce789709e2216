package dev.portolan.fs.cache;

import dev.portolan.content.BlobSink;
import dev.portolan.content.BulkInputStream;
import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.fs.files.Channels;
import dev.portolan.fs.files.PrivateFiles;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of a cache, verified each time that it is read, and dropped when it is damaged.
 *
 * @param where the cache, for messages
 */
record CachedFile(Path file, Descriptor descriptor, String where) implements Content {

    /** Returns the bytes in memory, verified; empty, and the file dropped, when they are damaged. */
    Optional<Content> verified() {
        try {
            try (InputStream stream = stream()) {
                byte[] bytes = stream.readNBytes((int) descriptor.size());
                return Optional.of(Content.of(Verifier.check(descriptor, where, bytes)));
            }
        } catch (ContentMismatchException e) {
            drop();
            return Optional.empty();
        } catch (IOException e) {
            // pruned at this moment, or unreadable: counts as missing
            return Optional.empty();
        }
    }

    private InputStream stream() throws IOException {
        return java.nio.channels.Channels.newInputStream(PrivateFiles.open(file));
    }

    @Override
    public InputStream open() throws IOException {
        return new DroppingStream(Verifier.of(descriptor, where).wrap(stream()));
    }

    @Override
    public InputStream openAt(long offset) throws IOException {
        return java.nio.channels.Channels.newInputStream(PrivateFiles.open(file).position(offset));
    }

    @Override
    public void writeTo(BlobSink sink) throws IOException {
        Verifier verifier = Verifier.of(descriptor, where);
        try (FileChannel channel = PrivateFiles.open(file)) {
            Channels.feed(channel, verifier.before(sink));
            verifier.finish();
        } catch (ContentMismatchException e) {
            drop();
            throw e;
        }
    }

    @Override
    public boolean verifies(Digest digest) {
        return digest.equals(descriptor.digest());
    }

    private void drop() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // it is found damaged the next time again
        }
    }

    private final class DroppingStream extends BulkInputStream {
        private final InputStream in;

        DroppingStream(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (ContentMismatchException e) {
                drop();
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
