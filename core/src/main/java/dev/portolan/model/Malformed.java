package dev.portolan.model;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;

/** The error for text that does not follow a grammar. It repeats no credentials, wherever in the text they are. */
final class Malformed {
    private Malformed() {}

    /**
     * Describes malformed text.
     *
     * @param kind what the text should be, such as {@code "reference"}
     * @param reason what is wrong; may quote parts of the text
     * @param advice what to write instead
     */
    static InvalidReferenceException of(String kind, String text, String reason, String advice) {
        Problem problem = Problem.of(kind + " " + Text.quote(text) + " is malformed");
        return new InvalidReferenceException(
                Text.holdsCredentials(text)
                        // The reason may quote a part of the password.
                        ? problem.because("it contains a user name or password, or an @ without a digest")
                                .advice("write a digest as @sha256:HEX, and log in instead of writing credentials here")
                        : problem.because(reason).advice(advice));
    }

    /** Describes text of which a part is malformed. */
    static InvalidReferenceException of(String kind, String text, InvalidReferenceException part) {
        return of(kind, text, part.getMessage(), "");
    }
}
