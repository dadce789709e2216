package dev.portolan.http.repository;

import dev.portolan.content.Content;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.model.Descriptor;
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
        if (blob.size() > SmallBlob.LARGEST) {
            upload(blob, content, Optional.empty());
            return;
        }
        SmallBlob small = SmallBlob.read(uploads, blob, content);
        SmallBlob.Sent sent = chunk == 0 && small.fitsOnePost() ? small.post() : SmallBlob.Sent.NOTHING;
        if (!sent.whole()) {
            upload(blob, small, sent.session());
        }
    }

    /** Uploads content of known digest to an open session: PUT. */
    void write(UploadSession open, Descriptor blob, Content content) {
        boolean small = blob.size() <= SmallBlob.LARGEST;
        upload(blob, small ? SmallBlob.read(uploads, blob, content) : content, Optional.of(open));
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
