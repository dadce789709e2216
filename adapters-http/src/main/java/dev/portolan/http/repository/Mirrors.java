package dev.portolan.http.repository;

import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The mirrors of one repository, and when they are asked. */
final class Mirrors {
    private static final Mirrors NONE = new Mirrors(List.of(), false);

    private final List<Mirror> mirrors;
    private final boolean alternatives;
    private volatile int first;

    private Mirrors(List<Mirror> mirrors, boolean alternatives) {
        this.mirrors = List.copyOf(mirrors);
        this.alternatives = alternatives;
    }

    static Mirrors none() {
        return NONE;
    }

    /** Returns caches: content and manifests are requested from each one; only the registry says what a tag points to. */
    static Mirrors caches(List<Mirror> mirrors) {
        return new Mirrors(mirrors, false);
    }

    /**
     * Returns mirrors that replace the registry, as registries.conf has them: they resolve tags too, and the content of a
     * manifest is requested from the mirror that has the manifest, not from those before it.
     */
    static Mirrors alternatives(List<Mirror> mirrors) {
        return new Mirrors(mirrors, true);
    }

    /**
     * Returns the first good response of a mirror; empty if there is none, so that the registry is asked.
     *
     * @param failures gets the failure of each mirror that was tried
     */
    Optional<Response> read(Request request, String path, Consumer<String> failures) {
        boolean manifest = path.startsWith("/manifests/");
        boolean byTag = manifest && path.indexOf(':') < 0;
        for (int i = byTag ? 0 : first; i < mirrors.size(); i++) {
            Optional<Response> response = mirrors.get(i).send(request, path, failures);
            if (response.isPresent()) {
                remember(manifest, i);
                return response;
            }
        }
        remember(manifest, mirrors.size());
        return Optional.empty();
    }

    private void remember(boolean manifest, int source) {
        if (alternatives && manifest) {
            first = source;
        }
    }

    /** Returns the same for a check of whether content exists. */
    Optional<Response> stat(Request request, String path, Consumer<String> failures) {
        return alternatives ? read(request, path, failures) : Optional.empty();
    }
}
