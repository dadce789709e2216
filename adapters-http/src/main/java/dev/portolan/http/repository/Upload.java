package dev.portolan.http.repository;

import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.model.Descriptor;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One blob on its way up, from the opening of a session until the registry has it. What breaks is taken up where the
 * registry says that it stopped, or begun again, as long as that gets further.
 */
final class Upload {
    /** How a registry, or a proxy before it, says that it will not have a body so large. */
    private static final Set<Integer> TOO_LARGE = Set.of(413);
    /** How one says that it will not have a body of unknown length. */
    private static final Set<Integer> NO_STREAM = Set.of(400, 405, 411, 413, 415, 501);

    private final Uploads uploads;
    private final Blobs blobs;
    private final Backoff backoff;
    private final Content content;
    private final String mediaType;
    private @Nullable Descriptor blob;
    private @Nullable UploadSession session;
    private final int wish;
    private int chunk;
    private long offset;
    private int failures;
    private boolean broken;
    private boolean misplaced;
    private boolean switched;

    /**
     * Prepares an upload.
     *
     * @param blob what the content is; null when that is to be found out on the way
     * @param chunk the size of chunks in bytes; 0 to send all in one request
     */
    Upload(
            Uploads uploads,
            Blobs blobs,
            Backoff backoff,
            Content content,
            String mediaType,
            @Nullable Descriptor blob,
            int chunk) {
        this.uploads = uploads;
        this.blobs = blobs;
        this.backoff = backoff;
        this.content = content;
        this.mediaType = mediaType;
        this.blob = blob;
        this.wish = chunk;
        this.chunk = chunk;
    }

    /** Goes on with a session that is open already. */
    void use(UploadSession open) {
        session = open;
    }

    /** Returns the session that is open; empty when there is none. */
    Optional<UploadSession> session() {
        return Optional.ofNullable(session);
    }

    /** Sends until the registry has it. */
    Descriptor run() {
        while (true) {
            try {
                if (!(broken && isThereOrRecovered())) {
                    send();
                }
                session = null;
                return known();
            } catch (OciException e) {
                failures++;
                if (failures >= backoff.attempts() || !mayGoOn(e)) {
                    throw e;
                }
                if (e.retryable()) {
                    backoff.pause(failures, "uploading " + name(), uploads.where());
                }
            }
        }
    }

    private Descriptor known() {
        if (blob == null) {
            throw new IllegalStateException("not sent yet");
        }
        return blob;
    }

    private String name() {
        return blob == null ? "a blob" : "blob " + blob.digest();
    }

    private void send() {
        UploadSession open = session;
        if (open == null) {
            offset = 0;
            open = uploads.start(
                    blob == null ? DigestAlgorithm.SHA256 : blob.digest().algorithm());
            session = open;
        }
        if (chunk > 0 && !(blob != null && offset == blob.size())) {
            sendChunks(open);
        } else if (blob == null) {
            Hashing body = new Hashing(content, offset);
            sent(uploads.stream(open, body), body.descriptor(mediaType));
        } else if (offset == 0) {
            RequestBody whole =
                    content instanceof SmallBlob small ? small.body() : RequestBody.of(content, blob.size());
            uploads.finish(open, blob.digest(), whole);
            return;
        } else if (offset < blob.size()) {
            sent(uploads.patch(open, offset, RequestBody.part(content, offset, blob.size() - offset)), blob);
        }
        finish();
    }

    private void sent(UploadSession now, Descriptor what) {
        session = now;
        blob = what;
        offset = what.size();
    }

    private void finish() {
        UploadSession open = session;
        if (open != null) {
            uploads.finish(open, known().digest(), RequestBody.NONE);
        }
    }

    private void sendChunks(UploadSession open) {
        Chunks chunks = new Chunks(uploads, backoff, open, chunk);
        Hashing hashing = new Hashing(content, 0);
        // A registry may want chunks of many MiB, and a blob be small.
        long most = blob == null ? chunks.size() : Math.max(1, Math.min(chunks.size(), blob.size()));
        byte[] buffer = new byte[(int) most];
        long count = 0;
        try (InputStream stream = content.open()) {
            for (int n; (n = stream.readNBytes(buffer, 0, buffer.length)) > 0; count += n) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                if (blob == null) {
                    hashing.update(bytes); // a digest that is known is the registry's to check
                } else if (count + n > blob.size()) {
                    throw mismatch("it is longer than the " + blob.size() + " bytes of its descriptor");
                }
                chunks.send(bytes);
            }
        } catch (IOException e) {
            throw Streams.failure("reading the content while uploading " + name(), uploads.where(), e);
        } finally {
            session = chunks.session(); // the newest, to be given up where it comes to that
        }
        if (blob != null && count < blob.size()) {
            throw mismatch("it ended after " + count + " of " + blob.size() + " bytes");
        }
        sent(chunks.session(), blob == null ? hashing.descriptor(mediaType) : blob);
    }

    private ContentMismatchException mismatch(String because) {
        return new ContentMismatchException(Problem.of("uploading " + name() + " failed")
                .at(uploads.where())
                .because("the content does not match its descriptor: " + because));
    }

    /** Decides what to do after a failure: nothing more, begin again, or ask how far it went. */
    private boolean mayGoOn(OciException e) {
        if (e instanceof ContentMismatchException && e.status() != 0) {
            return refuseUnlessGood(e);
        }
        if (e instanceof CancelledException
                || e instanceof ContentMismatchException
                || e instanceof StorageException
                || e instanceof DeniedException
                || e instanceof UnauthenticatedException) {
            return false;
        }
        if (session == null) {
            return false; // opening one was tried often enough already
        }
        if (chunk == 0 && (blob == null ? NO_STREAM : TOO_LARGE).contains(e.status())) {
            return switchTo(wish > 0 ? wish : Chunks.USUAL);
        }
        misplaced = e.status() == 416 && chunk == 0;
        broken = e.retryable() || misplaced;
        if (broken) {
            return true;
        }
        if (e.status() == 404) {
            drop(); // forgotten by the registry: all of it again
            return true;
        }
        return (offset > 0 || chunk > 0) && switchTo(0);
    }

    /** Begins again with chunks, or in one request; once, since what takes neither takes nothing. */
    private boolean switchTo(int newChunk) {
        if (switched) {
            return false;
        }
        switched = true;
        chunk = newChunk;
        drop();
        return true;
    }

    /**
     * Returns the registry says that the digest is wrong. Only content that is not what it should be may be blamed for
     * that: otherwise the bytes were damaged on the way, or the registry does not know the algorithm.
     */
    private boolean refuseUnlessGood(OciException refusal) {
        Verifier verifier = Verifier.of(known(), uploads.where());
        try {
            content.writeTo(verifier::update);
            verifier.finish();
        } catch (IOException | OciException e) {
            throw refusal;
        }
        if (known().digest().algorithm() != DigestAlgorithm.SHA256) {
            throw new UnsupportedException(refusal.problem()
                    .because("the registry refuses a correct digest; it may not support "
                            + known().digest().algorithm().id()));
        }
        drop();
        return true;
    }

    private void drop() {
        UploadSession open = session;
        session = null;
        try {
            if (open != null) {
                uploads.cancel(open);
            }
        } catch (OciException e) {
            // best effort: the registry forgets the session by itself one day
        }
    }

    /**
     * Returns whether it is there after all, the answer alone being lost; if not, gets ready to go on or begin again.
     */
    private boolean isThereOrRecovered() {
        broken = false;
        UploadSession open = session;
        Optional<UploadSession> status = open == null ? Optional.empty() : uploads.status(open);
        OptionalLong received = status.map(UploadSession::received).orElse(OptionalLong.empty());
        if (status.isPresent() && (chunk == 0 || blob != null && received.equals(OptionalLong.of(blob.size())))) {
            // Where the offset was right all along, it is the length that the registry will not have.
            boolean stuck = misplaced && received.equals(OptionalLong.of(offset));
            if (!stuck && received.isPresent() && (blob == null || received.getAsLong() <= blob.size())) {
                session = status.get();
                failures = received.getAsLong() >= offset + Streams.BUFFER ? 0 : failures;
                offset = received.getAsLong();
                return false;
            }
        }
        drop();
        return blob != null && blobs.size(blob.digest()) == blob.size();
    }
}
