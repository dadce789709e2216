package dev.portolan.auth;

import dev.portolan.model.RegistryReference;
import dev.portolan.port.CredentialSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A key of {@code auths} or {@code credHelpers}, in any of the forms that programs have written:
 *
 * <pre>
 * ghcr.io   localhost:5000                       Docker and Podman today
 * https://ghcr.io   ghcr.io/v1/   https://ghcr.io/v2/   older programs, and by hand
 * https://index.docker.io/v1/                    Docker Hub
 * quay.io/team   quay.io/team/app                Podman: only for this path and below
 * </pre>
 *
 * @param text the key as written in the file
 * @param registry the registry's canonical name
 * @param path a repository, or the first components of one; empty for the whole registry
 * @param address whether it is an address with a scheme
 */
record AuthKey(String text, String registry, String path, boolean address) {
    private static final int NO_MATCH = -1;
    private static final int ADDRESS_WITH_OTHER_PATH = 0;
    private static final int REGISTRY_IN_OTHER_WORDS = 1;
    private static final int REGISTRY = 2;
    private static final int DOCKER_ADDRESS = 3;
    private static final int PART_OF_REPOSITORY = 4;

    static AuthKey parse(String text) {
        String rest = text.strip();
        boolean address = rest.startsWith("https://") || rest.startsWith("http://");
        if (address) {
            rest = rest.substring(rest.indexOf("//") + 2);
        }
        while (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        int slash = rest.indexOf('/');
        String path = slash < 0 ? "" : rest.substring(slash + 1);
        if (path.equals("v1") || path.equals("v2")) {
            path = "";
        }
        return new AuthKey(
                text, RegistryReference.canonical(slash < 0 ? rest : rest.substring(0, slash)), path, address);
    }

    /**
     * Returns the keys of an object that match a repository, best first: the longest path, then the form that Docker
     * writes, then other forms.
     *
     * @param registry as in {@link CredentialSource#credential}
     */
    static List<String> matching(Map<?, ?> object, String registry, String repository) {
        String canonical = RegistryReference.canonical(registry);
        record Match(String text, int rank) {}
        return object.keySet().stream()
                .map(String::valueOf)
                .map(text -> new Match(text, parse(text).rank(canonical, repository)))
                .filter(match -> match.rank != NO_MATCH)
                .sorted(Comparator.comparingInt(Match::rank).reversed())
                .map(Match::text)
                .toList();
    }

    /** Returns whether this is for the whole registry, given by its canonical name. */
    boolean isRegistry(String canonical) {
        return registry.equals(canonical) && (path.isEmpty() || address);
    }

    private int rank(String canonical, String repository) {
        if (!registry.equals(canonical)) {
            return NO_MATCH;
        }
        if (path.isEmpty()) {
            return text.equals(RegistryName.dockerAddress(canonical))
                    ? DOCKER_ADDRESS
                    : text.equals(canonical) ? REGISTRY : REGISTRY_IN_OTHER_WORDS;
        }
        if (repository.equals(path) || repository.startsWith(path + "/")) {
            return PART_OF_REPOSITORY + path.length();
        }
        // Docker ignores the path of an address; a key without a scheme is Podman's, and applies only to that path.
        return address ? ADDRESS_WITH_OTHER_PATH : NO_MATCH;
    }
}
