package dev.portolan.fs.layout;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import java.io.IOException;

/** Content on its way to where it is kept, checked once: content that verifies itself is counted, but not hashed. */
final class CheckedContent {
    private final Descriptor blob;
    private final String place;
    private long count;

    private CheckedContent(Descriptor blob, String place) {
        this.blob = blob;
        this.place = place;
    }

    /**
     * Hands content to a sink, which never gets more than the descriptor says.
     *
     * @throws ContentMismatchException when size or digest differ
     */
    static void feed(Content content, Descriptor blob, String place, BlobSink sink) throws IOException {
        if (content.verifies(blob.digest())) {
            new CheckedContent(blob, place).count(content, sink);
        } else {
            Verifier verifier = Verifier.of(blob, place);
            content.writeTo(verifier.before(sink));
            verifier.finish();
        }
    }

    private void count(Content content, BlobSink sink) throws IOException {
        content.writeTo(buffer -> {
            count += buffer.remaining();
            if (count > blob.size()) {
                throw mismatch();
            }
            sink.write(buffer);
        });
        if (count != blob.size()) {
            throw mismatch();
        }
    }

    private ContentMismatchException mismatch() {
        return new ContentMismatchException(Problem.of("content " + blob.digest() + " was refused")
                .at(place)
                .because("it has " + (count > blob.size() ? "more than " : count + ", not ") + blob.size() + " bytes"));
    }
}
