package dev.portolan.http.transfer;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.error.OciException;
import dev.portolan.http.endpoint.Uploads;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.MessageDigest;

/** Uploads blobs. */
public final class BlobUpload {
    private final Uploads uploads;
    private final Backoff backoff;

    /** Uploads that are tried so often. */
    public BlobUpload(Uploads uploads, Backoff backoff) {
        this.uploads = uploads;
        this.backoff = backoff;
    }

    /** Sends content of known digest: POST, PUT. */
    public void write(Descriptor blob, Content content) {
        write(uploads.start(), blob, content);
    }

    /** The same to a session that is open already. */
    public void write(URI session, Descriptor blob, Content content) {
        URI current = session;
        for (int failure = 1; ; failure++) {
            try {
                uploads.finish(current, blob.digest(), RequestBody.of(content, blob.size()));
                return;
            } catch (OciException e) {
                if (!e.retryable() || failure >= backoff.attempts()) {
                    throw e;
                }
                backoff.pause(failure, "uploading blob " + blob.digest(), uploads.place());
                current = uploads.start();
            }
        }
    }

    /** Sends content of unknown digest in one pass: POST, PATCH while hashing, PUT. */
    public Descriptor write(String mediaType, Content content) {
        for (int failure = 1; ; failure++) {
            try {
                Hashing hashing = new Hashing(content);
                URI session = uploads.stream(uploads.start(), RequestBody.of(hashing, -1));
                Descriptor blob = hashing.descriptor(mediaType);
                uploads.finish(session, blob.digest(), RequestBody.NONE);
                return blob;
            } catch (OciException e) {
                if (!e.retryable() || failure >= backoff.attempts()) {
                    throw e;
                }
                backoff.pause(failure, "uploading a blob", uploads.place());
            }
        }
    }

    /** Counts and hashes what is sent, each time from the beginning. */
    private static final class Hashing implements Content {
        private final Content content;
        private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        private long count;

        Hashing(Content content) {
            this.content = content;
        }

        @Override
        public InputStream open() throws IOException {
            return content.open();
        }

        @Override
        public void writeTo(BlobSink sink) throws IOException {
            hash.reset();
            count = 0;
            content.writeTo(buffer -> {
                count += buffer.remaining();
                hash.update(buffer.duplicate());
                sink.write(buffer);
            });
        }

        Descriptor descriptor(String mediaType) {
            return Descriptor.of(mediaType, Digest.finish(DigestAlgorithm.SHA256, hash), count);
        }
    }
}
