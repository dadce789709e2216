package dev.portolan.http.repository;

import dev.portolan.content.Content;
import dev.portolan.content.DigestingSink;
import dev.portolan.content.Streams;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.wire.LengthCheck;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Uploads a blob in chunks, each of which stays in memory until the registry has it. A chunk that the registry refuses
 * as too large is split; one that was interrupted continues at the offset that the registry reports.
 */
final class Chunks {
    /** GHCR accepts at most 4 MiB at a time. */
    static final int USUAL = 4 << 20;

    private static final Set<Setback> MAY_CONTINUE =
            EnumSet.of(Setback.BROKEN, Setback.BODY_REFUSED, Setback.MISPLACED);

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

    /** Returns the newest session, also after a failure. */
    UploadSession session() {
        return session;
    }

    /**
     * Sends all content.
     *
     * @param blob its descriptor; null to compute it while sending
     * @return its descriptor
     */
    Descriptor send(Content content, String mediaType, @Nullable Descriptor blob) {
        String what = "uploading " + (blob == null ? "a blob" : "blob " + blob.digest());
        LengthCheck length = new LengthCheck(what, uploads.where(), blob == null ? -1 : blob.size());
        DigestingSink digest = new DigestingSink();
        // A registry may want chunks of many MiB, and a blob be small.
        byte[] buffer = new byte[blob == null ? size : (int) Math.max(1, Math.min(size, blob.size()))];
        try (InputStream stream = content.open()) {
            for (int n; (n = stream.readNBytes(buffer, 0, buffer.length)) > 0; ) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                length.add(n);
                if (blob == null) {
                    digest.write(bytes); // a digest that is known is the registry's to check
                }
                send(bytes);
            }
        } catch (IOException e) {
            throw Streams.failure("reading the content while " + what, uploads.where(), e);
        }
        length.end();
        return blob == null ? digest.descriptor(mediaType) : blob;
    }

    /** Uploads the remaining bytes of a chunk, and returns when the registry has them. */
    private void send(ByteBuffer chunk) {
        for (int failures = 0; chunk.hasRemaining(); ) {
            int length = Math.min(piece, chunk.remaining());
            try {
                session = uploads.patch(session, offset, RequestBody.of(chunk.slice(chunk.position(), length)));
            } catch (OciException e) {
                failures++;
                Setback setback = Setback.of(e, false);
                if (!MAY_CONTINUE.contains(setback) || failures >= backoff.attempts()) {
                    throw e;
                }
                if (setback == Setback.BROKEN) {
                    backoff.pause(failures, "uploading a chunk", uploads.where());
                }
                continueAfter(e, setback, chunk);
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
    private void continueAfter(OciException refusal, Setback setback, ByteBuffer chunk) {
        Optional<UploadSession> status = uploads.status(session);
        long received =
                status.map(UploadSession::received).orElse(OptionalLong.empty()).orElse(-1);
        if (received < offset || received > offset + chunk.remaining()) {
            throw refusal;
        }
        session = status.orElseThrow();
        if (received > offset) {
            advance(chunk, (int) (received - offset));
        } else if (setback != Setback.BROKEN) {
            piece = Math.max(piece > USUAL ? USUAL : piece / 2, 1);
        }
    }
}
