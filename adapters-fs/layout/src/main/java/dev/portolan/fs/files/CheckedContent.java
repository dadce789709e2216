package dev.portolan.fs.files;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.internal.work.BufferWorker;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** Content on its way into a file, verified once: content that verifies itself is counted, but not hashed. */
public final class CheckedContent {
    /** From this size in bytes on, a file that was not completed is worth continuing. */
    public static final long WORTH_CONTINUING = 1 << 20;

    /** From this size in bytes on, a second thread hashes. */
    public static final long LARGE = 8 << 20;

    private CheckedContent() {}

    /**
     * Hands content to a sink, which never gets more than the descriptor says.
     *
     * @throws ContentMismatchException when size or digest differ
     */
    public static void feed(Content content, Descriptor blob, String where, BlobSink sink) throws IOException {
        Verifier verifier = Verifier.of(content, blob, where);
        if (blob.size() < LARGE || content.verifies(blob.digest())) {
            content.writeTo(verifier.before(sink));
        } else {
            try (BufferWorker hashing = new BufferWorker(verifier::update, BufferWorker::thread, 1)) {
                content.writeTo(Verifier.ofSize(blob, where).before(buffer -> {
                    hashing.add(buffer);
                    sink.write(buffer);
                    hashing.drain(); // the content may change the buffer from here on
                }));
            }
        }
        verifier.finish();
    }

    /**
     * Writes content to a file, from the current position on.
     *
     * @throws ContentMismatchException when size or digest differ
     */
    public static void fill(FileChannel file, Content content, Descriptor blob, String where) throws IOException {
        feed(content, blob, where, BlobSink.of(file));
    }

    /**
     * Completes a file that an earlier attempt left: hashes what it has, and reads only the rest of the content. Fills the
     * file from its start when it is empty, or not the beginning of this content.
     *
     * @throws ContentMismatchException when size or digest differ
     */
    public static void complete(FileChannel file, Content content, Descriptor blob, String where) throws IOException {
        if (!isCompleted(file, content, blob, where)) {
            file.truncate(0);
            fill(file, content, blob, where);
        }
    }

    private static boolean isCompleted(FileChannel file, Content content, Descriptor blob, String where)
            throws IOException {
        long there = file.size();
        if (there == 0 || there > blob.size()) {
            return false;
        }
        Verifier verifier = Verifier.of(blob, where);
        ByteBuffer buffer = ByteBuffer.allocateDirect(Streams.BUFFER);
        file.position(0);
        try {
            while (file.read(buffer.clear()) >= 0) {
                verifier.update(buffer.flip());
            }
            if (there < blob.size()) {
                try (InputStream rest = content.openAt(there)) {
                    Streams.transfer(rest, verifier.before(BlobSink.of(file)));
                }
            }
            verifier.finish();
            return true;
        } catch (ContentMismatchException e) {
            return false;
        }
    }

    /** Returns whether the rest of a file is the content of a descriptor. */
    public static boolean matches(ReadableByteChannel file, Descriptor blob, String where) throws IOException {
        Verifier verifier = Verifier.of(blob, where);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(Streams.BUFFER, blob.size()) + 1);
        try {
            while (file.read(buffer.clear()) >= 0) {
                verifier.update(buffer.flip());
            }
            verifier.finish();
            return true;
        } catch (ContentMismatchException e) {
            return false;
        }
    }
}
