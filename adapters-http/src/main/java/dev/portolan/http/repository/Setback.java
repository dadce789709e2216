package dev.portolan.http.repository;

import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.OciException;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnauthenticatedException;
import java.util.Set;

/**
 * The consequence of a failed request for the upload of a blob. The only place where an upload looks at HTTP status
 * codes.
 */
enum Setback {
    /** No other request can help: access was denied, the content cannot be read, the thread was interrupted. */
    FINAL,
    /** The registry computed another digest. */
    WRONG_DIGEST,
    /** The registry, or a proxy before it, does not accept a body like this one: too large, or of unknown length. */
    BODY_REFUSED,
    /** The registry expects bytes at another offset. */
    MISPLACED,
    /** There was no response, or one that says to try again. */
    BROKEN,
    /** The registry no longer knows the session. */
    FORGOTTEN,
    REFUSED;

    private static final Set<Integer> NO_STREAM = Set.of(400, 405, 411, 413, 415, 501);

    /**
     * Returns the consequence of a failure.
     *
     * @param streamed whether the body had no known length
     */
    static Setback of(OciException e, boolean streamed) {
        if (e instanceof ContentMismatchException && e.status() != 0) {
            return WRONG_DIGEST;
        }
        if (e instanceof CancelledException
                || e instanceof ContentMismatchException
                || e instanceof StorageException
                || e instanceof DeniedException
                || e instanceof UnauthenticatedException) {
            return FINAL;
        }
        if (e.status() == 413 || streamed && NO_STREAM.contains(e.status())) {
            return BODY_REFUSED;
        }
        if (e.status() == 416) {
            return MISPLACED;
        }
        if (e.retryable()) {
            return BROKEN;
        }
        return e.status() == 404 ? FORGOTTEN : REFUSED;
    }
}
