package dev.portolan.http.repository;

import dev.portolan.content.Content;
import dev.portolan.error.CancelledException;
import dev.portolan.error.OciException;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.pipeline.SinglePost;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.model.Descriptor;
import dev.portolan.model.DigestAlgorithm;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Uploads blobs. A failed upload leaves no open session in the registry, as far as the registry allows. */
final class BlobUploads {
    /** The size in bytes up to which a blob is read into memory before it is sent. */
    static final int SMALL = 64 << 10;

    private static final long CANCEL_SECONDS = 3;

    private final Uploads uploads;
    private final Blobs blobs;
    private final Backoff backoff;
    private final ExecutorService executor;
    private final int chunk;

    /**
     * Uploads to a repository.
     *
     * @param executor where sessions are cancelled, as the thread that opened one may be interrupted
     * @param chunk the size of chunks in bytes; 0 to send each blob in one request
     */
    BlobUploads(Uploads uploads, Blobs blobs, Backoff backoff, ExecutorService executor, int chunk) {
        this.uploads = uploads;
        this.blobs = blobs;
        this.backoff = backoff;
        this.executor = executor;
        this.chunk = chunk;
    }

    /** Uploads content of known digest: POST, PUT; a small blob with the POST alone, if the registry supports that. */
    void write(Descriptor blob, Content content) {
        if (blob.size() > SMALL) {
            upload(blob, content, Optional.empty());
            return;
        }
        BlobInMemory small = new BlobInMemory(content, blob, uploads.where());
        RequestBody body = small.body(); // before the first request
        // Registries that want other digests or chunks need more than one request.
        boolean fitsOnePost = chunk == 0 && blob.size() > 0 && blob.digest().algorithm() == DigestAlgorithm.SHA256;
        Sent sent = fitsOnePost
                ? uploads.singlePost().send("uploading blob " + blob.digest(), uploads.where(), () -> post(blob, body))
                : Sent.NOTHING;
        if (!sent.whole) {
            upload(blob, small, sent.session);
        }
    }

    /** The result of a POST: the registry has the blob, or perhaps a session in which it is to be sent. */
    private record Sent(boolean whole, Optional<UploadSession> session) {
        static final Sent NOTHING = new Sent(false, Optional.empty());
    }

    /** Sends a blob with one request, unless the registry is known not to support that. */
    private Sent post(Descriptor blob, RequestBody body) {
        SinglePost single = uploads.singlePost();
        if (!single.isPossible()) {
            return Sent.NOTHING;
        }
        try {
            Optional<UploadSession> session = uploads.post(blob.digest(), body);
            single.found(session.isEmpty());
            return new Sent(session.isEmpty(), session);
        } catch (OciException e) {
            if (e instanceof CancelledException || e.retryable()) {
                throw e;
            }
            single.found(false); // if more than the POST is wrong, the session will show it
            return Sent.NOTHING;
        }
    }

    /** Uploads content of known digest to an open session: PUT. */
    void write(UploadSession open, Descriptor blob, Content content) {
        boolean small = blob.size() <= SMALL;
        upload(blob, small ? new BlobInMemory(content, blob, uploads.where()) : content, Optional.of(open));
    }

    private void upload(Descriptor blob, Content content, Optional<UploadSession> open) {
        Upload upload = new Upload(uploads, blobs, backoff, content, blob.mediaType(), blob, chunk);
        open.ifPresent(upload::use);
        run(upload);
    }

    /** Uploads content of unknown digest in one pass: POST, PATCH while hashing, PUT. */
    Descriptor write(String mediaType, Content content) {
        return run(new Upload(uploads, blobs, backoff, content, mediaType, null, chunk));
    }

    private Descriptor run(Upload upload) {
        boolean done = false;
        try {
            Descriptor blob = upload.run();
            done = true;
            return blob;
        } finally {
            if (!done) {
                upload.session().ifPresent(this::giveUp);
            }
        }
    }

    /** Runs on another thread: the failing one is often interrupted, which would end this request too. */
    private void giveUp(UploadSession session) {
        boolean interrupted = Thread.interrupted();
        @Nullable Future<?> request = null;
        try {
            request = executor.submit(() -> uploads.cancel(session));
            request.get(CANCEL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            // best effort: registries expire sessions
        } finally {
            if (request != null) {
                request.cancel(true);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
