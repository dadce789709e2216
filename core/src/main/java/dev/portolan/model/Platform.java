package dev.portolan.model;

import dev.portolan.error.InvalidReferenceException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The platform that an image of an index is for (image-spec, image-index.md, {@code platform}).
 *
 * @param os the operating system in Go's terms, such as {@code linux}
 * @param architecture the architecture in Go's terms, such as {@code arm64}
 * @param variant the architecture's variant, such as {@code v8}; empty for none
 * @param osVersion the operating system's version; empty for none
 * @param osFeatures features that the operating system must have
 * @since 0.1.0
 */
public record Platform(String os, String architecture, String variant, String osVersion, List<String> osFeatures) {

    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9_.-]+)/([A-Za-z0-9_.-]+)(?:/([A-Za-z0-9_.-]+))?(?::([A-Za-z0-9_.+-]+))?");

    /** Copies the features. */
    public Platform {
        osFeatures = List.copyOf(osFeatures);
    }

    /** Returns a platform without version and features. */
    public static Platform of(String os, String architecture, String variant) {
        return new Platform(os, architecture, variant, "", List.of());
    }

    /**
     * Parses {@code OS/ARCH}, with {@code /VARIANT}, {@code :OSVERSION} or both after it, as oras writes it.
     *
     * @throws InvalidReferenceException when it has another form
     */
    public static Platform parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw Malformed.of(
                    "platform",
                    text,
                    "",
                    "write it as OS/ARCH[/VARIANT][:OSVERSION], such as linux/arm64/v8 or windows/amd64:10.0.20348");
        }
        return new Platform(
                parts.group(1),
                parts.group(2),
                Objects.requireNonNullElse(parts.group(3), ""),
                Objects.requireNonNullElse(parts.group(4), ""),
                List.of());
    }

    /** Returns the form that {@link #parse} reads, without the features. */
    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant)
                + (osVersion.isEmpty() ? "" : ":" + osVersion);
    }
}
