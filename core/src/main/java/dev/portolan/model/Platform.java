package dev.portolan.model;

import dev.portolan.error.InvalidReferenceException;
import java.util.List;
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

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+){1,2}");

    /** Copies the features. */
    public Platform {
        osFeatures = List.copyOf(osFeatures);
    }

    /** Returns a platform without version and features. */
    public static Platform of(String os, String architecture, String variant) {
        return new Platform(os, architecture, variant, "", List.of());
    }

    /**
     * Parses {@code OS/ARCH} or {@code OS/ARCH/VARIANT}.
     *
     * @throws InvalidReferenceException when there are not two or three parts
     */
    public static Platform parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw Malformed.of("platform", text, "", "write it as OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64/v8");
        }
        String[] parts = text.split("/");
        return of(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
