package dev.portolan.registry.server;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.model.Digest;
import dev.portolan.model.RegistryReference;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The meaning of a path (distribution-spec, "Endpoints").
 *
 * @param kind which endpoint
 * @param name the repository; empty where there is none
 * @param reference the tag, digest or upload session; empty where there is none
 */
record Route(Kind kind, String name, String reference) {
    enum Kind {
        /** {@code /v2/}: end-1. */
        BASE("/v2/?", "GET", "HEAD"),
        /** {@code /v2/_catalog}: of Docker's, outside of the specification. */
        CATALOG("/v2/_catalog", "GET", "HEAD"),
        /** {@code /v2/<name>/blobs/uploads/}: end-4 and end-11. */
        UPLOADS("/v2/(.+)/blobs/uploads/?", "POST"),
        /** {@code /v2/<name>/blobs/uploads/<session>}: end-5, end-6, end-13, end-14. */
        UPLOAD("/v2/(.+)/blobs/uploads/([^/]+)", "GET", "PATCH", "PUT", "DELETE"),
        /** {@code /v2/<name>/blobs/<digest>}: end-2 and end-10. */
        BLOB("/v2/(.+)/blobs/([^/]+)", "GET", "HEAD", "DELETE"),
        /** {@code /v2/<name>/manifests/<reference>}: end-3, end-7 and end-9. */
        MANIFEST("/v2/(.+)/manifests/([^/]+)", "GET", "HEAD", "PUT", "DELETE"),
        /** {@code /v2/<name>/tags/list}: end-8. */
        TAGS("/v2/(.+)/tags/list", "GET", "HEAD"),
        /** {@code /v2/<name>/referrers/<digest>}: end-12. */
        REFERRERS("/v2/(.+)/referrers/([^/]+)", "GET", "HEAD"),
        /** The token endpoint; not part of the specification. */
        TOKEN("/token", "GET", "POST");

        private final Pattern path;
        private final List<String> methods;

        Kind(String path, String... methods) {
            this.path = Pattern.compile(path);
            this.methods = List.of(methods);
        }
    }

    /**
     * Finds the endpoint of a path.
     *
     * @param path as it came, encoded
     * @return empty when there is no such endpoint
     */
    static Optional<Route> of(String path) {
        String decoded = decode(path);
        for (Kind kind : Kind.values()) {
            Matcher matcher = kind.path.matcher(decoded);
            if (matcher.matches()) {
                return Optional.of(new Route(
                        kind,
                        matcher.groupCount() >= 1 ? matcher.group(1) : "",
                        matcher.groupCount() >= 2 ? matcher.group(2) : ""));
            }
        }
        return Optional.empty();
    }

    /** Decodes only percent signs: in a path, a plus is a plus. */
    private static String decode(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(ErrorCode.NAME_INVALID, "a percent sign is not followed by two digits");
        }
    }

    /** Refuses a repository name that is not one of the specification. */
    void checkName() {
        if (!name.isEmpty()) {
            checkName(name);
        }
    }

    static boolean isName(String name) {
        try {
            checkName(name);
            return true;
        } catch (Refusal e) {
            return false;
        }
    }

    static void checkName(String name) {
        try {
            RegistryReference.of("localhost", name);
        } catch (InvalidReferenceException e) {
            throw Refusal.of(ErrorCode.NAME_INVALID, e);
        }
    }

    Digest digest() {
        return digest(reference);
    }

    static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (InvalidReferenceException e) {
            throw Refusal.of(ErrorCode.DIGEST_INVALID, e);
        }
    }

    /** Returns the methods that the endpoint knows. */
    List<String> methods() {
        return kind.methods;
    }
}
