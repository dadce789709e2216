package dev.portolan.http.repository;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.DigestingSink;
import dev.portolan.model.Descriptor;
import java.io.IOException;

/** Content of unknown digest: all of it is counted and hashed, and the part that the registry does not have yet is sent. */
final class Hashing {
    private final Content content;
    private final long from;
    private DigestingSink digest = new DigestingSink();

    Hashing(Content content, long from) {
        this.content = content;
        this.from = from;
    }

    void writeTo(BlobSink sink) throws IOException {
        DigestingSink all = new DigestingSink();
        digest = all;
        content.writeTo(buffer -> {
            all.write(buffer);
            if (all.size() > from) {
                long sendable = Math.min(all.size() - from, buffer.remaining());
                buffer.position(buffer.limit() - (int) sendable);
                sink.write(buffer);
            }
        });
    }

    /** Returns the descriptor of the content that was written last; once. */
    Descriptor descriptor(String mediaType) {
        return digest.descriptor(mediaType);
    }
}
