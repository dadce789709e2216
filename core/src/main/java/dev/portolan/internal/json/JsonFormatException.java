package dev.portolan.internal.json;

/** JSON that is malformed, or not of the expected shape. Callers turn it into the error of their own subject. */
public final class JsonFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, and where in the document. */
    public JsonFormatException(String message) {
        super(message);
    }
}
