package dev.portolan.http.wire;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;

/** Counts content that is sent, and refuses it when it is longer or shorter than its descriptor says. */
public final class LengthCheck {
    private final String what;
    private final String where;
    private final long length;
    private long count;

    /**
     * A check of content.
     *
     * @param what what is done with it, for the error: "uploading a blob"
     * @param length the number of bytes that it must have; negative for any
     */
    public LengthCheck(String what, String where, long length) {
        this.what = what;
        this.where = where;
        this.length = length;
    }

    /**
     * Counts bytes before they are sent.
     *
     * @throws ContentMismatchException when the content is too long
     */
    public void add(int bytes) {
        count += bytes;
        if (length >= 0 && count > length) {
            throw mismatch("it is longer than the " + length + " bytes of its descriptor");
        }
    }

    /**
     * Ends the content.
     *
     * @throws ContentMismatchException when it was too short
     */
    public void end() {
        if (length >= 0 && count < length) {
            throw mismatch("it ended after " + count + " of " + length + " bytes");
        }
    }

    private ContentMismatchException mismatch(String because) {
        return new ContentMismatchException(Problem.of(what + " failed")
                .at(where)
                .because("the content does not match its descriptor: " + because));
    }
}
