package dev.portolan.http.repository;

import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.OciException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.model.Descriptor;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The upload of one blob, from the opening of a session until the registry has it. An interrupted upload continues at
 * the offset that the registry reports, or starts again, as long as it makes progress.
 */
final class Upload {
    /** The state of the upload. */
    private sealed interface State {
        /** Returns the session that is open. */
        @Nullable
        UploadSession session();
    }

    /** No session is open: the upload begins with the first byte. */
    private record Unopened() implements State {
        @Override
        public @Nullable UploadSession session() {
            return null;
        }
    }

    /** The registry has the bytes up to an offset. */
    private record Open(UploadSession session, long offset) implements State {}

    /**
     * A request was interrupted, so only the registry knows how many bytes it has.
     *
     * @param misplaced whether the registry refused the offset
     */
    private record Unsure(UploadSession session, long offset, boolean misplaced) implements State {}

    private final Uploads uploads;
    private final Blobs blobs;
    private final Backoff backoff;
    private final Content content;
    private final String mediaType;
    private final int configuredChunk;
    private @Nullable Descriptor blob;
    private State state = new Unopened();
    private int chunk;
    private boolean switched;
    private int failures;

    /**
     * Prepares an upload.
     *
     * @param blob the descriptor of the content; null to compute it while sending
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
        this.configuredChunk = chunk;
        this.chunk = chunk;
    }

    /** Continues with a session that is open already. */
    void use(UploadSession open) {
        state = new Open(open, 0);
    }

    /** Returns the open session; empty if there is none. */
    Optional<UploadSession> session() {
        return Optional.ofNullable(state.session());
    }

    /** Sends until the registry has it. */
    Descriptor run() {
        while (true) {
            try {
                if (!(state instanceof Unsure unsure && isStored(unsure))) {
                    send(state instanceof Open open ? open : open());
                }
                state = new Unopened();
                return known();
            } catch (OciException e) {
                failures++;
                boolean sent = !(state instanceof Unopened) && e.retryable();
                if (failures >= backoff.attempts() || !mayGoOn(e)) {
                    if (sent && blob != null && uploads.isStored(blob.digest())) {
                        state = new Unopened();
                        return blob;
                    }
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

    private Open open() {
        DigestAlgorithm algorithm =
                blob == null ? DigestAlgorithm.SHA256 : blob.digest().algorithm();
        return now(uploads.start(algorithm), 0);
    }

    private Open now(UploadSession session, long offset) {
        Open open = new Open(session, offset);
        state = open;
        return open;
    }

    /** Sends the missing bytes, and closes the session. */
    private void send(Open from) {
        UploadSession session = from.session;
        if (chunk > 0 && !(blob != null && from.offset == blob.size())) {
            session = sendChunks(session);
        } else if (blob == null) {
            Hashing hashing = new Hashing(content, from.offset);
            session = uploads.stream(session, RequestBody.of(hashing::writeTo));
            blob = hashing.descriptor(mediaType);
        } else if (from.offset == 0) {
            uploads.finish(session, blob.digest(), whole(blob));
            return;
        } else if (from.offset < blob.size()) {
            RequestBody rest = RequestBody.part(content, from.offset, blob.size() - from.offset);
            session = uploads.patch(session, from.offset, rest);
        }
        now(session, known().size());
        uploads.finish(session, known().digest(), RequestBody.NONE);
    }

    /** The JDK's client copies a body in memory, so a large one is sent as a stream. */
    private RequestBody whole(Descriptor known) {
        return content instanceof BlobInMemory memory && known.size() <= BlobUploads.SMALL
                ? memory.body()
                : RequestBody.of(content, known.size());
    }

    private UploadSession sendChunks(UploadSession open) {
        Chunks chunks = new Chunks(uploads, backoff, open, chunk);
        try {
            blob = chunks.send(content, mediaType, blob);
            return chunks.session();
        } finally {
            now(chunks.session(), 0); // the newest session, which is cancelled if the upload fails
        }
    }

    /**
     * Decides how to continue after a failure: not at all, from the start, or from the offset that the registry
     * reports.
     */
    private boolean mayGoOn(OciException e) {
        Setback setback = Setback.of(e, chunk == 0 && blob == null);
        if (setback == Setback.WRONG_DIGEST) {
            return refuseUnlessGood(e);
        }
        UploadSession session = state.session();
        if (setback == Setback.FINAL || session == null) {
            return false; // an attempt to open a session was repeated often enough already
        }
        long offset = state instanceof Open open ? open.offset : state instanceof Unsure unsure ? unsure.offset : 0;
        boolean refused = setback == Setback.BODY_REFUSED && chunk == 0;
        boolean misplaced = setback == Setback.MISPLACED && chunk == 0;
        if (refused) {
            return switchTo(configuredChunk > 0 ? configuredChunk : Chunks.USUAL);
        }
        if (setback == Setback.BROKEN || misplaced) {
            state = new Unsure(session, offset, misplaced);
            return true;
        }
        if (setback == Setback.FORGOTTEN) {
            beginAgain();
            return true;
        }
        return (offset > 0 || chunk > 0) && switchTo(0);
    }

    /** Starts again with chunks, or in one request; once, because a registry that refuses both refuses everything. */
    private boolean switchTo(int newChunk) {
        if (switched) {
            return false;
        }
        switched = true;
        chunk = newChunk;
        beginAgain();
        return true;
    }

    /**
     * Handles a registry's claim that the digest is wrong. If the content does match its digest, the bytes were damaged
     * on the way, or the registry does not know the algorithm.
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
        beginAgain();
        return true;
    }

    private void beginAgain() {
        UploadSession session = state.session();
        state = new Unopened();
        try {
            if (session != null) {
                uploads.cancel(session);
            }
        } catch (OciException e) {
            // best effort: registries expire sessions
        }
    }

    /**
     * Asks the registry how many bytes it has, and gets ready to send the rest or to begin again.
     *
     * @return whether it has the whole blob, because only the response was lost
     */
    private boolean isStored(Unsure unsure) {
        Optional<UploadSession> status = uploads.status(unsure.session);
        OptionalLong received = status.map(UploadSession::received).orElse(OptionalLong.empty());
        if (received.isPresent() && canContinue(received.getAsLong(), unsure)) {
            failures = received.getAsLong() >= unsure.offset + Streams.BUFFER ? 0 : failures;
            now(status.get(), received.getAsLong());
            return false;
        }
        beginAgain();
        return blob != null && blobs.size(blob.digest()) == blob.size();
    }

    private boolean canContinue(long received, Unsure unsure) {
        if (chunk > 0) {
            return blob != null && received == blob.size();
        }
        // If the offset was right all along, the registry refuses the length.
        boolean stuck = unsure.misplaced && received == unsure.offset;
        return !stuck && (blob == null || received <= blob.size());
    }
}
