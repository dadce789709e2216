package dev.portolan.fs.layout;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import dev.portolan.internal.work.BufferWorker;
import dev.portolan.model.Descriptor;
import java.io.IOException;

/** Content on its way to where it is kept, checked once: content that verifies itself is counted, but not hashed. */
final class CheckedContent {
    private final Descriptor blob;
    private final String where;
    private long count;

    private CheckedContent(Descriptor blob, String where) {
        this.blob = blob;
        this.where = where;
    }

    /**
     * Hands content to a sink, which never gets more than the descriptor says.
     *
     * @throws ContentMismatchException when size or digest differ
     */
    static void feed(Content content, Descriptor blob, String where, BlobSink sink) throws IOException {
        CheckedContent checked = new CheckedContent(blob, where);
        if (content.verifies(blob.digest())) {
            content.writeTo(checked.counting(sink));
            checked.finish();
            return;
        }
        Verifier verifier = Verifier.of(blob, where);
        if (blob.size() < FileRegion.LARGE) {
            content.writeTo(verifier.before(sink));
        } else {
            try (BufferWorker lane = new BufferWorker(verifier::update, BufferWorker::thread, 1)) {
                content.writeTo(checked.counting(buffer -> {
                    lane.add(buffer);
                    sink.write(buffer);
                    lane.drain(); // the buffer is the content's to change from here on
                }));
            }
        }
        verifier.finish();
    }

    private BlobSink counting(BlobSink sink) {
        return buffer -> {
            count += buffer.remaining();
            if (count > blob.size()) {
                throw mismatch();
            }
            sink.write(buffer);
        };
    }

    private void finish() {
        if (count != blob.size()) {
            throw mismatch();
        }
    }

    private ContentMismatchException mismatch() {
        return new ContentMismatchException(Problem.of("content " + blob.digest() + " was refused")
                .at(where)
                .because("it has " + (count > blob.size() ? "more than " : count + ", not ") + blob.size() + " bytes"));
    }
}
