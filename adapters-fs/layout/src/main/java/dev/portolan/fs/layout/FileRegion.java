package dev.portolan.fs.layout;

import dev.portolan.content.BlobSink;
import dev.portolan.content.BulkInputStream;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.fs.files.Channels;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.internal.work.BufferWorker;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in a file: the whole file in a layout, a part of it in an archive. Each reader opens its own channel, because
 * an interrupt closes the channel that it hits.
 *
 * @param file a regular file
 * @param offset the offset of the first byte
 * @param length the number of bytes
 * @param stamp which version of the file is meant, where offsets depend on it
 */
record FileRegion(
        Path file, long offset, long length, @Nullable FileStamp stamp) {

    private static final int BLOCK = 256 << 10;

    static FileRegion whole(Path file, long length) {
        return new FileRegion(file, 0, length, null);
    }

    /** Opens the file at the start of the region; a symbolic link instead of a file is refused. */
    FileChannel open() throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                stamp == null
                        ? Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
                        : Set.of(StandardOpenOption.READ));
        try {
            if (stamp != null && !FileStamp.of(file).equals(Optional.of(stamp))) {
                throw new IOException("the file was replaced while it was being read");
            }
            return channel.position(offset);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    FileRegion part(long from, long size) {
        return new FileRegion(file, offset + from, size, stamp);
    }

    /** Returns the bytes in memory; for small regions. */
    byte[] bytes() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(length));
        try (FileChannel channel = open()) {
            Channels.fill(channel, buffer);
            if (buffer.hasRemaining()) {
                throw new EOFException("the file ends too early");
            }
        }
        return buffer.array();
    }

    /** Hands the bytes to a sink; read failures are typed, and the sink's own exceptions are passed on. */
    void feed(BlobSink sink, String what, String where) throws IOException {
        byte[] buffer = new byte[(int) Math.min(Streams.BUFFER, Math.max(1, length))];
        try (InputStream stream = stream(what, where)) {
            for (int n; (n = stream.read(buffer, 0, buffer.length)) >= 0; ) {
                sink.write(ByteBuffer.wrap(buffer, 0, n));
            }
        }
    }

    /**
     * Writes the bytes to a sink while another thread verifies them; when this returns, all bytes have been verified.
     */
    void feedBeside(BlobSink sink, Verifier verifier, String what, String where) throws IOException {
        byte[][] ring = new byte[3][BLOCK]; // one is hashed, one waits, one is read into
        try (InputStream stream = stream(what, where);
                BufferWorker lane = new BufferWorker(verifier::update, BufferWorker::thread, 2 * BLOCK)) {
            byte[] block = ring[0];
            for (int i = 1, n; (n = stream.readNBytes(block, 0, BLOCK)) > 0; i++) {
                lane.add(ByteBuffer.wrap(block, 0, n));
                sink.write(ByteBuffer.wrap(block, 0, n));
                block = ring[i % ring.length];
            }
            lane.drain();
        }
    }

    /** Returns a stream of the bytes whose failures are typed. */
    InputStream stream(String what, String where) {
        return FileFailure.typed(what, where, () -> stream(open(), length, what, where));
    }

    /** Returns a stream of the next bytes of a channel, whose failures are typed; skipped bytes are not read. */
    static InputStream stream(FileChannel channel, long length, String what, String where) {
        return new RegionStream(channel, length, what, where);
    }

    private static final class RegionStream extends BulkInputStream {
        private final FileChannel channel;
        private final String what;
        private final String where;
        private long left;

        RegionStream(FileChannel channel, long length, String what, String where) {
            this.channel = channel;
            this.left = length;
            this.what = what;
            this.where = where;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            try {
                int n = channel.read(ByteBuffer.wrap(buffer, offset, (int) Math.min(length, left)));
                left -= Math.max(0, n);
                return n;
            } catch (IOException e) {
                throw FileFailure.of(what, where, e);
            }
        }

        @Override
        public long skip(long count) {
            return FileFailure.typed(what, where, () -> {
                long skipped = Math.max(0, Math.min(count, left));
                channel.position(channel.position() + skipped);
                left -= skipped;
                return skipped;
            });
        }

        @Override
        public int available() {
            return (int) Math.min(left, Integer.MAX_VALUE);
        }

        @Override
        public void close() {
            FileFailure.typed(what, where, channel::close);
        }
    }
}
