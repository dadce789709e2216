package dev.portolan.archive;

import dev.portolan.archive.ExtractedFiles.OpenFile;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.pack.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Decodes, verifies and writes files; none gets its final name before it has been verified. */
final class SegmentWriter {
    private final ExtractedFiles writer;
    private final Decoders decoders;
    private final String where;
    private final AtomicInteger files = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    SegmentWriter(ExtractedFiles writer, Decoders decoders, String where) {
        this.writer = writer;
        this.decoders = decoders;
        this.where = where;
    }

    int files() {
        return files.get();
    }

    long bytes() {
        return bytes.get();
    }

    void write(StoredSegment segment) {
        byte[] decoded = new byte[largest(segment)];
        int offset = 0;
        try (WholeDecoder decoder = new WholeDecoder(decoders, where)) {
            for (ArchiveEntry file : segment.files) {
                int stored = file.size() == 0 ? 0 : (int) file.storedSize();
                if (file.compression() == Compression.NONE || file.size() == 0) {
                    decoder.check(file, segment.bytes, offset);
                    write(file, segment.bytes, offset);
                } else if (decoders.takesWhole(file)) {
                    decoder.decode(file, segment.bytes, offset, decoded);
                    write(file, decoded, 0);
                } else {
                    expand(file, ByteBuffer.wrap(segment.bytes, offset, stored));
                }
                offset += stored;
            }
        }
    }

    /** Returns the size of the largest file that is decoded in memory. */
    private int largest(StoredSegment segment) {
        long largest = 0;
        for (ArchiveEntry file : segment.files) {
            boolean decoded = file.compression() == Compression.ZSTD && decoders.takesWhole(file);
            largest = decoded ? Math.max(largest, file.size()) : largest;
        }
        return (int) largest;
    }

    private void write(ArchiveEntry file, byte[] content, int offset) {
        try (OpenFile open = writer.begin(file)) {
            open.write(ByteBuffer.wrap(content, offset, (int) file.size()));
            finish(file, open);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** A file that is small where it is stored and large where it is written. */
    private void expand(ArchiveEntry file, ByteBuffer stored) {
        try (LargeFile large = new LargeFile(file)) {
            large.accept(stored);
            large.finish();
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private void finish(ArchiveEntry file, OpenFile open) throws IOException {
        open.finish();
        files.incrementAndGet();
        bytes.addAndGet(file.size());
    }

    RuntimeException failure(ArchiveEntry file, IOException e) {
        return FileFailure.of("extracting the file " + file.shown(), where, e);
    }

    /** A file that is decoded and written as its bytes come. It is good only when {@link #finish} returns. */
    final class LargeFile implements AutoCloseable {
        private static final int PIECE = Streams.BUFFER;

        private final ArchiveEntry file;
        private final OpenFile open;
        private final Verifier verifier;
        private final @Nullable ZstdDecoder zstd;
        private final byte[] stored;
        private final byte[] decoded;

        LargeFile(ArchiveEntry file) throws IOException {
            boolean compressed = file.compression() == Compression.ZSTD;
            this.file = file;
            this.open = writer.begin(file);
            this.verifier = Verifier.of(file.content(), where + ", file " + file.shown());
            this.zstd = compressed ? decoders.zstd(where) : null;
            this.stored = new byte[compressed ? PIECE : 0];
            this.decoded = new byte[compressed ? PIECE : 0];
        }

        void accept(ByteBuffer buffer) throws IOException {
            if (zstd == null) {
                write(buffer);
                return;
            }
            while (buffer.hasRemaining()) {
                int length = Math.min(PIECE, buffer.remaining());
                buffer.get(stored, 0, length); // the decoder needs arrays; a buffer may have none, or be read-only
                decode(zstd, ByteBuffer.wrap(stored, 0, length));
            }
        }

        private void decode(ZstdDecoder decoder, ByteBuffer source) throws IOException {
            while (source.hasRemaining() || decoder.hasMore()) {
                ByteBuffer target = ByteBuffer.wrap(decoded);
                decoder.decode(file, source, target);
                write(target.flip());
            }
        }

        private void write(ByteBuffer buffer) throws IOException {
            verifier.update(buffer);
            open.write(buffer);
        }

        void finish() throws IOException {
            if (zstd != null) {
                zstd.finish(file);
            }
            verifier.finish();
            SegmentWriter.this.finish(file, open);
        }

        @Override
        public void close() throws IOException {
            if (zstd != null) {
                zstd.close();
            }
            open.close();
        }
    }
}
