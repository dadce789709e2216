package dev.portolan.fs;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.Reference;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Splits {@code PATH[:NAME]} of a layout or archive. The path ends at the first colon before which an existing path
 * ends, as in skopeo. If none exists, the path is new: it ends at the first colon after the last existing directory.
 */
final class LocalPath {
    private LocalPath() {}

    /** Splits a reference that is still as it was written. */
    static Reference locate(Reference reference) {
        if (reference.asWritten().isEmpty()) {
            return reference;
        }
        String text = reference.asWritten().get();
        int colon = split(text);
        return colon < 0
                ? reference.locatedAt(text, "")
                : reference.locatedAt(text.substring(0, colon), nonEmpty(reference, text.substring(colon + 1)));
    }

    /** Returns the path of a reference of one of the schemes. */
    static Path of(Reference asGiven, Set<String> schemes) {
        Reference reference = locate(asGiven);
        String reason = "its scheme is " + reference.scheme();
        String advice = "use " + schemes.stream().sorted().collect(Collectors.joining(" or "));
        if (schemes.contains(reference.scheme())) {
            try {
                Path path = Path.of(reference.location());
                requireNoTilde(path, reference);
                return path;
            } catch (InvalidPathException e) {
                reason = e.getReason();
                advice = "use another path";
            }
        }
        throw new InvalidReferenceException(Problem.of("reference " + reference + " cannot be opened")
                .because(reason)
                .advice(advice));
    }

    /**
     * A shell expands a tilde only at the start of a word; after a scheme, it would become a directory of that name.
     */
    private static void requireNoTilde(Path path, Reference reference) {
        if (path.startsWith("~") && Files.notExists(Path.of("~"))) {
            throw new InvalidReferenceException(Problem.of("reference " + reference + " cannot be opened")
                    .because("~ is not expanded here")
                    .advice("write the whole path, or ./~ for a directory of that name"));
        }
    }

    /** Skips the colon of a Windows drive. */
    private static int firstColon(String text) {
        boolean drive = text.length() > 2 && text.charAt(1) == ':' && text.charAt(2) == '\\';
        return text.indexOf(':', drive ? 2 : 0);
    }

    /** Returns the index of the colon that ends the path; -1 when all of the text is a path. */
    static int split(String text) {
        int first = firstColon(text);
        for (int colon = first; colon >= 0; colon = text.indexOf(':', colon + 1)) {
            if (exists(text.substring(0, colon))) {
                return colon;
            }
        }
        if (first < 0 || exists(text)) {
            return -1;
        }
        for (int slash = text.lastIndexOf('/'); slash > first; slash = text.lastIndexOf('/', slash - 1)) {
            if (exists(text.substring(0, slash))) {
                return text.indexOf(':', slash);
            }
        }
        return first;
    }

    private static boolean exists(String path) {
        try {
            return !path.isEmpty() && Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String nonEmpty(Reference reference, String name) {
        if (name.isEmpty()) {
            throw new InvalidReferenceException(Problem.of("reference " + reference + " is malformed")
                    .because("no name follows the colon")
                    .advice("write a name, or omit the colon"));
        }
        return name;
    }
}
