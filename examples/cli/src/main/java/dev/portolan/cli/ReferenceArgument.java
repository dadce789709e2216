package dev.portolan.cli;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reference on the command line. Without a host, it means Docker Hub. So does a path without its prefix, such as
 * {@code oci-archive:}; text that looks like a path is therefore refused before any request.
 */
final class ReferenceArgument {
    private static final Pattern STANDARD = Pattern.compile("((?:oci|docker)-archive:)-((?:[:@].*)?)");
    private static final Pattern TAR = Pattern.compile("(?i)[^:]*\\.(tar|tgz|tar\\.gz|tar\\.zst)(:.*)?");
    /** Prefixes that only other tools and programs in Java know. */
    private static final Set<String> FOREIGN = Set.of(
            "atomic",
            "containers-storage",
            "dir",
            "docker-daemon",
            "docker-tar",
            "file",
            "memory",
            "oci-dir",
            "ocidir",
            "ocifile",
            "ostree",
            "sif",
            "tarball");

    private ReferenceArgument() {}

    /** Parses a reference; an archive {@code -} is standard input, or standard output where it is written. */
    static Reference parse(String argument) {
        Matcher standard = STANDARD.matcher(argument);
        String text = standard.matches() ? standard.group(1) + StandardArchive.INPUT + standard.group(2) : argument;
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        if (FOREIGN.contains(scheme)) {
            throw new InvalidReferenceException(Problem.of("the prefix " + scheme + ": is unknown")
                    .at(text)
                    .advice("use oci-layout:DIR, oci-archive:FILE, docker-archive:FILE or HOST/NAME"));
        }
        if (startsLikePath(text)) {
            throw forgotten(text, text, TAR.matcher(text).matches());
        }
        Reference reference = Reference.parse(text);
        if (reference.registryReference().isEmpty() || text.contains("://")) {
            return reference;
        }
        if (RegistryReference.startsWithRegistry(text)) {
            if (existing(text).filter(Files::isRegularFile).isPresent()) {
                throw forgotten(text, "docker://" + text, true);
            }
            return reference;
        }
        Optional<Path> existing = existing(text).or(() -> existing(withoutTag(text)));
        boolean tar = TAR.matcher(text).matches();
        if (existing.isPresent() || tar) {
            throw forgotten(text, "docker.io/" + (text.contains("/") ? "" : "library/") + text, tar);
        }
        return reference;
    }

    private static boolean startsLikePath(String text) {
        return text.startsWith("/") || text.startsWith("./") || text.startsWith("../");
    }

    private static String withoutTag(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 1 ? text : text.substring(0, colon);
    }

    private static Optional<Path> existing(String text) {
        try {
            Path path = Path.of(text);
            return Files.exists(path) ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static InvalidReferenceException forgotten(String text, String image, boolean tar) {
        boolean file = existing(text)
                .or(() -> existing(withoutTag(text)))
                .map(Files::isRegularFile)
                .orElse(tar);
        Problem problem = Problem.of("a path needs a prefix").at(text);
        String advice = "did you mean " + (file ? "oci-archive:" : "oci-layout:") + text + "?";
        return new InvalidReferenceException(
                problem.advice(image.equals(text) ? advice : advice + " For the image, write " + image));
    }
}
