package dev.portolan.internal.json;

import java.util.Objects;

/** Thrown when JSON is malformed or lacks an expected member. Callers turn it into an error about their own subject. */
public final class JsonFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String withoutContent;

    /** Creates the exception; the message quotes nothing of the document except names of members. */
    public JsonFormatException(String message) {
        super(message);
        this.withoutContent = message;
    }

    /**
     * Creates the exception for a mistake at a position.
     *
     * @param detail the mistake; may quote the document
     * @param where the position, such as {@code " at line 1, column 2"}, with the space before it; may be empty
     */
    JsonFormatException(String detail, String where) {
        super(detail + where);
        this.withoutContent = "it is not well-formed JSON" + where;
    }

    /** Returns the message without quotations, for documents that hold secrets. */
    public String withoutContent() {
        return withoutContent;
    }

    /** Returns the mistake and its position in the document. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
