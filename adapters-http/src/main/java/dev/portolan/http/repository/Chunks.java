package dev.portolan.http.repository;

import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.wire.RequestBody;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Uploads a blob in chunks, each of which stays in memory until the registry has it. A chunk that the registry refuses
 * as too large is split; one that broke off continues at the offset that the registry reports.
 */
final class Chunks {
    /** GHCR accepts at most 4 MiB at a time. */
    static final int USUAL = 4 << 20;

    private final Uploads uploads;
    private final Backoff backoff;
    private final int size;
    private int piece;
    private UploadSession session;
    private long offset;

    /**
     * The chunks of one upload.
     *
     * @param wish their size in bytes; raised to the registry's minimum, up to 64 MiB
     */
    Chunks(Uploads uploads, Backoff backoff, UploadSession session, int wish) {
        this.uploads = uploads;
        this.backoff = backoff;
        this.session = session;
        this.size = (int) Math.min(Math.max(wish, session.minimum()), HostConfig.LARGEST_CHUNK);
        this.piece = size;
    }

    /** Returns the size of every chunk but the last. */
    int size() {
        return size;
    }

    UploadSession session() {
        return session;
    }

    /** Uploads the remaining bytes of a chunk, and returns when the registry has them. */
    void send(ByteBuffer chunk) {
        for (int failures = 0; chunk.hasRemaining(); ) {
            int length = Math.min(piece, chunk.remaining());
            try {
                session = uploads.patch(session, offset, RequestBody.of(chunk.slice(chunk.position(), length)));
            } catch (OciException e) {
                failures++;
                boolean size = e.status() == 413 || e.status() == 416;
                if (!(e.retryable() || size) || failures >= backoff.attempts()) {
                    throw e;
                }
                if (e.retryable()) {
                    backoff.pause(failures, "uploading a chunk", uploads.where());
                }
                goOn(chunk, e);
                continue;
            }
            int taken = taken(length);
            advance(chunk, taken);
            failures = taken == length ? 0 : failures + 1;
            if (failures >= backoff.attempts()) {
                throw new UnsupportedException(Problem.of("uploading a chunk failed")
                        .at(uploads.where())
                        .because("the registry stores only part of each chunk"));
            }
        }
    }

    /**
     * Returns how much of a chunk the registry reports to have, if that makes sense: the range of ECR does not advance.
     */
    private int taken(int sent) {
        long now = session.received().orElse(offset + sent) - offset;
        return now > 0 && now < sent ? (int) now : sent;
    }

    private void advance(ByteBuffer chunk, int taken) {
        chunk.position(chunk.position() + taken);
        offset += taken;
    }

    /** Asks for the offset to continue at. If it is unchanged, the chunk was too large. */
    private void goOn(ByteBuffer chunk, OciException refusal) {
        Optional<UploadSession> status = uploads.status(session);
        long received = status.flatMap(now ->
                        now.received().isPresent() ? Optional.of(now.received().getAsLong()) : Optional.empty())
                .orElse(-1L);
        if (received < offset || received > offset + chunk.remaining()) {
            throw refusal;
        }
        session = status.orElseThrow();
        if (received > offset) {
            advance(chunk, (int) (received - offset));
        } else if (!refusal.retryable()) {
            piece = Math.max(piece > USUAL ? USUAL : piece / 2, 1);
        }
    }
}
