package dev.portolan.http.repository;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Streams;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.wire.Response;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a blob, or a part of one, over one connection at a time. When the connection breaks, requests the rest; bytes
 * that were handed on are never requested again if the registry serves ranges.
 */
final class Download implements BlobReader {
    private final Blobs blobs;
    private final Descriptor blob;
    private final Backoff backoff;
    private final Suspects suspects;
    private long end;
    private long offset;
    private long skip;
    private long resumedAt;
    private int failures;
    private boolean surplus;
    private Response response;

    /** Begins; a blob that is not there fails here. */
    Download(Blobs blobs, Descriptor blob, long from, long end, Backoff backoff) {
        this(blobs, blob, from, end, backoff, new Suspects());
    }

    private Download(Blobs blobs, Descriptor blob, long from, long end, Backoff backoff, Suspects suspects) {
        this.blobs = blobs;
        this.suspects = suspects;
        this.blob = blob;
        this.backoff = backoff;
        this.offset = from;
        this.resumedAt = from;
        this.end = end;
        this.response = ask();
    }

    /** Begins another part of the same blob. */
    Download part(long from, long to) {
        return new Download(blobs, blob, from, to, backoff, suspects);
    }

    /** Returns what is done, for messages. */
    String what() {
        return "fetching blob " + blob.digest();
    }

    /** Returns the name of the repository in messages. */
    String where() {
        return blobs.where();
    }

    /** Returns whether a part was requested, and the registry answered with the whole blob. */
    boolean isWhole() {
        return response.status() == 200;
    }

    /** Reads on to this offset, if the response has the whole blob. */
    void extendTo(long newEnd) {
        end = newEnd;
    }

    /** Returns the address that answers, after redirects. */
    URI address() {
        return response.uri();
    }

    /**
     * Hands on the first surplus byte of a whole blob, for the verifier to refuse. A surplus byte of a part ends the
     * reading, as the rest may have no end.
     */
    @Override
    public @Nullable ByteBuffer next() {
        while (true) {
            if (surplus) {
                return null;
            }
            IOException broken;
            try {
                ByteBuffer buffer = response.body().next();
                if (buffer != null) {
                    buffer = wanted(buffer);
                    if (buffer.hasRemaining()) {
                        offset += buffer.remaining();
                        return buffer;
                    }
                    continue;
                }
                if (offset >= end) {
                    return null;
                }
                broken = new IOException("the body ended at byte " + offset + " of " + end);
            } catch (IOException e) {
                if (offset >= end && !(e instanceof InterruptedIOException)) {
                    return null; // all that was wanted is here
                }
                broken = e;
            }
            resume(broken);
        }
    }

    private ByteBuffer wanted(ByteBuffer buffer) {
        int skipped = (int) Math.min(skip, buffer.remaining());
        skip -= skipped;
        buffer.position(buffer.position() + skipped);
        boolean part = end < blob.size();
        if (part && buffer.remaining() > end - offset) {
            surplus = true;
            buffer.limit(buffer.position() + (int) (end - offset));
        }
        return buffer;
    }

    private void resume(IOException broken) {
        response.close();
        // A few bytes do not count as progress: a server that sends one at a time would be asked forever.
        failures = offset - resumedAt >= Streams.BUFFER ? 1 : failures + 1;
        resumedAt = offset;
        if (broken instanceof InterruptedIOException || failures >= backoff.attempts()) {
            throw blobs.failure(blob.digest(), broken);
        }
        backoff.pause(failures, what(), where());
        response = ask();
    }

    /** A part is requested as a range, and so is the rest after a break; the whole blob is not. */
    private Response ask() {
        Response answer = request();
        suspects.add(answer);
        return answer;
    }

    private Response request() {
        boolean whole = offset == 0 && end == blob.size();
        if (whole || offset >= end) {
            skip = 0;
            return blobs.get(blob);
        }
        Response answer = rangeOrWhole(new ByteRange(offset, end - offset));
        skip = offset;
        if (answer.status() == 206) {
            skip = 0;
            Optional<ContentRange> range = ContentRange.of(answer);
            if (range.isPresent() && range.get().first() != offset) {
                answer.close();
                throw new UnreachableException(Problem.of(what() + " failed")
                        .at(where())
                        .because(
                                "the requested range begins at byte " + offset + ", but the registry sent it from byte "
                                        + range.get().first() + " on")
                        .retryable(true));
            }
        }
        return answer;
    }

    private Response rangeOrWhole(ByteRange range) {
        try {
            return blobs.get(blob.digest(), range);
        } catch (OciException e) {
            if (!Api.refusesRange(e.status())) {
                throw e;
            }
            return blobs.get(blob);
        }
    }

    @Override
    public ContentMismatchException blame(ContentMismatchException found) {
        return suspects.blame(found);
    }

    @Override
    public void close() {
        response.close();
    }
}
