package dev.portolan.signatures.containers;

import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The scopes of a policy that a reference is in (containers-policy.json.5, "Supported transports and their scopes").
 *
 * @param transport as the policy calls it
 * @param candidates the most specific one first; the last one is empty, the default of the transport
 */
record Scopes(String transport, List<String> candidates) {

    /** The transports whose scopes are paths. */
    private static final Set<String> PATHS = Set.of("oci", "oci-archive");

    static Scopes of(Reference reference) {
        return switch (reference.scheme()) {
            case Reference.REGISTRY ->
                new Scopes("docker", registry(reference.registryReference().orElseThrow()));
            case Reference.OCI_LAYOUT -> {
                String directory = path(reference.location());
                List<String> scopes = new ArrayList<>();
                reference.tag().ifPresent(tag -> scopes.add(directory + ":" + tag));
                scopes.addAll(parents(directory));
                yield new Scopes("oci", scopes);
            }
            case Reference.OCI_ARCHIVE -> new Scopes("oci-archive", parents(path(reference.location())));
            default -> new Scopes(reference.scheme(), List.of(""));
        };
    }

    /** Returns whether a scope can apply: a path must be absolute and in its shortest form. */
    static boolean isValid(String transport, String scope) {
        if (scope.isEmpty() || !PATHS.contains(transport)) {
            return scope.isEmpty() || !transport.equals(Reference.DOCKER_ARCHIVE);
        }
        try {
            Path path = Path.of(scope);
            return path.isAbsolute()
                    && path.getFileName() != null
                    && path.normalize().toString().equals(scope);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static List<String> registry(RegistryReference reference) {
        String name = reference.registry() + "/" + reference.repository();
        List<String> scopes = new ArrayList<>();
        reference
                .tagOrDigest()
                .ifPresent(what -> scopes.add(name + (reference.digest().isPresent() ? "@" : ":") + what));
        for (String part = name; ; part = part.substring(0, part.lastIndexOf('/'))) {
            scopes.add(part);
            if (part.indexOf('/') < 0) {
                break;
            }
        }
        String host = reference.registry();
        int colon = host.lastIndexOf(':');
        String domain = colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.')) {
            domain = domain.substring(dot + 1);
            scopes.add("*." + domain);
        }
        scopes.add("");
        return scopes;
    }

    /** Returns the path of a file without symbolic links, as in scopes. */
    private static String path(String location) {
        Path path = Path.of(location).toAbsolutePath().normalize();
        try {
            return path.toRealPath().toString();
        } catch (IOException e) {
            return path.toString(); // it does not exist yet
        }
    }

    private static List<String> parents(String path) {
        List<String> scopes = new ArrayList<>();
        for (String part = path; !part.isEmpty() && !part.equals("/"); ) {
            scopes.add(part);
            part = part.substring(0, Math.max(0, part.lastIndexOf('/')));
        }
        scopes.add("");
        return scopes;
    }
}
