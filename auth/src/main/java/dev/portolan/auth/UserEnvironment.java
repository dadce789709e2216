package dev.portolan.auth;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The surroundings in which a user's stored credentials are looked for: environment variables and the home
 * directory. Given as a value, so that tests and servers can say their own.
 */
public final class UserEnvironment {
    private final Map<String, String> variables;
    private final Path home;

    private UserEnvironment(Map<String, String> variables, Path home) {
        this.variables = variables;
        this.home = home;
    }

    /**
     * Surroundings as given.
     *
     * @param variables the environment variables; also those of the credential helpers that are run
     * @param home the user's home directory; need not be there
     */
    public static UserEnvironment of(Map<String, String> variables, Path home) {
        // Windows tells "Path" and "PATH" not apart.
        Map<String, String> copy =
                File.pathSeparatorChar == ';' ? new TreeMap<>(String.CASE_INSENSITIVE_ORDER) : new TreeMap<>();
        copy.putAll(variables);
        return new UserEnvironment(Collections.unmodifiableMap(copy), Objects.requireNonNull(home));
    }

    /**
     * The surroundings of this process, read now: {@link System#getenv()}, and as home directory {@code HOME},
     * {@code USERPROFILE} or the system property {@code user.home}, the first of them that is there.
     */
    public static UserEnvironment ofThisProcess() {
        Map<String, String> variables = System.getenv();
        for (String name : List.of("HOME", "USERPROFILE")) {
            String home = variables.getOrDefault(name, "");
            if (!home.isEmpty()) {
                return of(variables, Path.of(home));
            }
        }
        return of(variables, Path.of(System.getProperty("user.home", "")));
    }

    /** An environment variable; empty when it is absent or has no text. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(text -> !text.isEmpty());
    }

    /** The user's home directory. */
    public Path home() {
        return home;
    }

    Map<String, String> variables() {
        return variables;
    }

    /** The file that {@code REGISTRY_AUTH_FILE} names; Podman, Buildah and Skopeo ask it before all others. */
    public Optional<Path> registryAuthFile() {
        return variable("REGISTRY_AUTH_FILE").map(Path::of);
    }

    /** Docker's configuration: {@code config.json} in {@code DOCKER_CONFIG}, else in {@code ~/.docker}. */
    public Path dockerConfig() {
        return variable("DOCKER_CONFIG")
                .map(Path::of)
                .orElseGet(() -> home.resolve(".docker"))
                .resolve("config.json");
    }

    /**
     * The files in which Podman, Buildah and Skopeo keep credentials, in the order in which they are asked:
     * {@code containers/auth.json} in {@code XDG_RUNTIME_DIR}, then in {@code XDG_CONFIG_HOME} or {@code ~/.config}.
     */
    public List<Path> podmanAuthFiles() {
        List<Path> files = new ArrayList<>();
        variable("XDG_RUNTIME_DIR").ifPresent(dir -> files.add(authFile(Path.of(dir))));
        files.add(authFile(variable("XDG_CONFIG_HOME").map(Path::of).orElseGet(() -> home.resolve(".config"))));
        return List.copyOf(files);
    }

    private static Path authFile(Path dir) {
        return dir.resolve("containers").resolve("auth.json");
    }

    /** The home directory; environment variables often hold secrets. */
    @Override
    public String toString() {
        return "environment of " + home;
    }
}
