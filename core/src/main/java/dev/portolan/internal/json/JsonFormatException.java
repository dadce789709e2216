package dev.portolan.internal.json;

import java.util.Objects;

/** JSON that is malformed, or not of the expected shape. Callers turn it into the error of their own subject. */
public final class JsonFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String withoutContent;

    /** What is wrong; the message holds nothing of the document but the names of members. */
    public JsonFormatException(String message) {
        super(message);
        this.withoutContent = message;
    }

    /**
     * What is wrong, and where.
     *
     * @param detail what the parser says, which may quote the document
     * @param where where in the document, as it follows the text: {@code " at line 1, column 2"}; may be empty
     */
    JsonFormatException(String detail, String where) {
        super(detail + where);
        this.withoutContent = "it is not well-formed JSON" + where;
    }

    /** Returns the message without anything of the document, for documents that hold secrets. */
    public String withoutContent() {
        return withoutContent;
    }

    /** Returns what is wrong, and where in the document. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
