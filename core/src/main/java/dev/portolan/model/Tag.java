package dev.portolan.model;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Text;
import java.util.regex.Pattern;

/**
 * A name for a manifest that can be moved to another one.
 *
 * <p>{@link #of} holds the grammar of distribution-spec, {@code [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}}. An OCI layout
 * may hold wider names (image-spec, annotations.md, {@code org.opencontainers.image.ref.name}); {@link #ofRefName}
 * reads those, and {@link #portable} says whether a registry takes the name too.
 *
 * @param value the name itself
 */
public record Tag(String value) implements TagOrDigest, Comparable<Tag> {
    private static final Pattern PORTABLE = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
    private static final Pattern REF_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:@/+-]{0,511}");

    /** The tag that is meant when none is named. */
    public static final Tag LATEST = new Tag("latest");

    /** Checks the wider grammar of layouts. */
    public Tag {
        if (!REF_NAME.matcher(value).matches()) {
            throw malformed(value);
        }
    }

    /**
     * A tag that every place takes.
     *
     * @throws InvalidReferenceException when the text does not follow the grammar of distribution-spec
     */
    public static Tag of(String text) {
        if (!PORTABLE.matcher(text).matches()) {
            throw malformed(text);
        }
        return new Tag(text);
    }

    /**
     * A name that stands in a layout's index.
     *
     * @throws InvalidReferenceException when it holds other characters than image-spec's, or more than 512
     */
    public static Tag ofRefName(String text) {
        return new Tag(text);
    }

    /** Whether this is a tag by distribution-spec, which a registry takes. */
    public boolean portable() {
        return PORTABLE.matcher(value).matches();
    }

    @Override
    public int compareTo(Tag other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static InvalidReferenceException malformed(String text) {
        return Malformed.of(
                "tag",
                text,
                text.length() > 128 ? "it is " + text.length() + " characters long" : firstBad(text),
                "use 1 to 128 of letters, digits, '_', '.' and '-', not beginning with '.' or '-'");
    }

    /** Names the first character that the grammar refuses; counts from 1. */
    private static String firstBad(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean good =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._-".indexOf(c) >= 0;
            if (!good || (i == 0 && (c == '.' || c == '-'))) {
                return "character " + (i + 1) + " is " + Text.quote(String.valueOf(c));
            }
        }
        return "it is empty";
    }
}
