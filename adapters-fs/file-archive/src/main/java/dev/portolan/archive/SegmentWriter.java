package dev.portolan.archive;

import dev.portolan.archive.ExtractedFiles.OpenFile;
import dev.portolan.content.Streams;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.pack.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

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
        int offset = 0;
        try (WholeDecoder decoder = new WholeDecoder(decoders, where)) {
            for (ArchiveEntry file : segment.files) {
                int stored = file.size() == 0 ? 0 : (int) file.storedSize();
                if (file.compression() == Compression.NONE || decoders.takesWhole(file)) {
                    write(file, decoder.decode(file, segment.bytes, offset));
                } else {
                    writeLarge(file, new ByteArrayInputStream(segment.bytes, offset, stored));
                }
                offset += stored;
            }
        }
    }

    private void write(ArchiveEntry file, ByteBuffer content) {
        try (OpenFile open = writer.begin(file)) {
            open.write(content);
            finish(file, open);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** Writes a file that is decoded while its stored bytes are read. */
    void writeLarge(ArchiveEntry file, InputStream stored) {
        try (InputStream content = new EntryStream(file, where, decoders, stored);
                OpenFile open = writer.begin(file)) {
            Streams.transfer(content, open::write);
            finish(file, open);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private void finish(ArchiveEntry file, OpenFile open) throws IOException {
        open.finish();
        files.incrementAndGet();
        bytes.addAndGet(file.size());
    }

    private RuntimeException failure(ArchiveEntry file, IOException e) {
        return FileFailure.of("extracting the file " + file.shown(), where, e);
    }
}
