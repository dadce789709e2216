package dev.portolan.model;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Text;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name for a manifest that can be moved to another manifest.
 *
 * <p>{@link #of} accepts the tags of distribution-spec, {@code [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}}, which every
 * repository takes. Names in OCI layouts are free text (image-spec, annotations.md,
 * {@code org.opencontainers.image.ref.name}): {@link #ofRefName} accepts any text without control characters, and
 * {@link #portable} says whether a registry takes the name too.
 *
 * @param value the name itself
 * @since 0.1.0
 */
public record Tag(String value) implements TagOrDigest, Comparable<Tag> {
    /** The longest name in a layout, in characters: 4096. */
    public static final int LONGEST_REF_NAME = 4096;

    private static final Pattern PORTABLE = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    private static final Pattern REFERRERS = Pattern.compile("sha(256|512)-[0-9a-f]{64}");

    /** The default tag. */
    public static final Tag LATEST = new Tag("latest");

    /** Checks that the name is valid in a layout. */
    public Tag {
        String fault = fault(value);
        if (!fault.isEmpty()) {
            throw Malformed.of(
                    "name",
                    value,
                    fault,
                    "use 1 to " + LONGEST_REF_NAME + " characters, none of them a control character");
        }
    }

    // Written out, as in the other records that are map keys: the JDK generates a record's methods on first use,
    // which delays the start of a program by some milliseconds.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tag that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Returns why this cannot be a name in a layout; empty if it can. */
    private static String fault(String text) {
        if (text.isEmpty()) {
            return "it is empty";
        }
        if (text.length() > LONGEST_REF_NAME) {
            return "it has " + text.length() + " characters";
        }
        return Text.clean(text, LONGEST_REF_NAME).equals(text) ? "" : "it has control characters";
    }

    /**
     * Returns a tag that every registry accepts.
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
     * Returns a name that is valid in a layout's {@code index.json}.
     *
     * @throws InvalidReferenceException when it is empty, has control characters, or is longer than
     *     {@value #LONGEST_REF_NAME} characters
     */
    public static Tag ofRefName(String text) {
        return new Tag(text);
    }

    /** Returns whether this is a tag of distribution-spec, which a registry takes. */
    public boolean portable() {
        return PORTABLE.matcher(value).matches();
    }

    /**
     * Returns whether this is the tag under which clients list referrers where a registry does not (distribution-spec,
     * "Referrers Tag Schema"), such as {@code sha256-HEX}. cosign's {@code sha256-HEX.sig} is not one.
     */
    public boolean listsReferrers() {
        return REFERRERS.matcher(value).matches();
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
                "use 1 to 128 letters, digits, '_', '.' and '-'; the first character is not '.' or '-'");
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
