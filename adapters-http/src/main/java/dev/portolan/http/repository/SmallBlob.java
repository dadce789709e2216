package dev.portolan.http.repository;

import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.CancelledException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.http.pipeline.SinglePost;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.model.Descriptor;
import dev.portolan.model.DigestAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A blob that is read into memory before it is sent. So sending it needs no second thread, counts as one of the requests
 * that a host may get at a time, and takes one request instead of two if the registry stores a blob that comes with the POST.
 */
final class SmallBlob implements Content {
    /** The size in bytes up to which a blob is small. */
    static final int LARGEST = 64 << 10;

    private final Uploads uploads;
    private final Descriptor blob;
    private final byte[] bytes;

    private SmallBlob(Uploads uploads, Descriptor blob, byte[] bytes) {
        this.uploads = uploads;
        this.blob = blob;
        this.bytes = bytes;
    }

    /** Reads the content of a blob and verifies it. */
    static SmallBlob read(Uploads uploads, Descriptor blob, Content content) {
        try (InputStream stream = content.open()) {
            byte[] bytes = stream.readNBytes((int) blob.size() + 1);
            return new SmallBlob(uploads, blob, Verifier.check(blob, uploads.where(), bytes));
        } catch (IOException e) {
            throw Streams.failure("reading what is sent while " + what(blob), uploads.where(), e);
        }
    }

    private static String what(Descriptor blob) {
        return "uploading blob " + blob.digest();
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }

    /** Returns the blob as the body of a request. */
    RequestBody body() {
        return RequestBody.of(bytes);
    }

    /** Whether one request may do: registries that want other digests or chunks need more. */
    boolean fitsOnePost() {
        return bytes.length > 0 && blob.digest().algorithm() == DigestAlgorithm.SHA256;
    }

    /**
     * Sends the blob with one request, unless the registry is known not to support that.
     *
     * @return whether the registry has the blob; if not, the session in which it is to be sent, if there is one
     */
    Sent post() {
        SinglePost single = uploads.singlePost();
        try {
            if (!single.begin()) {
                return Sent.NOTHING;
            }
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(Problem.of(what(blob)).at(uploads.where()), e);
        }
        try {
            Optional<UploadSession> session = uploads.post(blob.digest(), body());
            single.found(session.isEmpty());
            return new Sent(session.isEmpty(), session);
        } catch (CancelledException e) {
            single.failed();
            throw e;
        } catch (OciException e) {
            if (e.retryable()) {
                single.failed();
                throw e;
            }
            single.found(false); // if more than the POST is wrong, the session will show it
            return Sent.NOTHING;
        } catch (RuntimeException | Error e) {
            single.failed();
            throw e;
        }
    }

    /** The result of a POST. */
    record Sent(boolean whole, Optional<UploadSession> session) {
        static final Sent NOTHING = new Sent(false, Optional.empty());
    }
}
