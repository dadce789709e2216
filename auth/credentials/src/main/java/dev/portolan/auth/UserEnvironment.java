package dev.portolan.auth;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The environment in which stored credentials are looked up: environment variables and the home directory. It is a
 * value, so tests and servers can pass their own.
 *
 * @since 0.1.0
 */
public final class UserEnvironment {
    private final Map<String, String> variables;
    private final Path home;
    private final @Nullable Path userRuntime;

    private UserEnvironment(Map<String, String> variables, Path home, @Nullable Path userRuntime) {
        // Windows does not distinguish "Path" from "PATH".
        Map<String, String> copy =
                File.pathSeparatorChar == ';' ? new TreeMap<>(String.CASE_INSENSITIVE_ORDER) : new TreeMap<>();
        copy.putAll(variables);
        this.variables = Collections.unmodifiableMap(copy);
        this.home = Objects.requireNonNull(home);
        this.userRuntime = userRuntime;
    }

    /**
     * Returns an environment with these values.
     *
     * @param variables the environment variables, also for credential helpers
     * @param home the home directory of the user; need not exist
     */
    public static UserEnvironment of(Map<String, String> variables, Path home) {
        return new UserEnvironment(variables, home, null);
    }

    /**
     * Returns a snapshot of the environment of this process: {@link System#getenv()}, and as home directory the first
     * of {@code HOME}, {@code USERPROFILE} and the system property {@code user.home} that is set.
     */
    public static UserEnvironment ofThisProcess() {
        Map<String, String> variables = System.getenv();
        String home = Stream.of("HOME", "USERPROFILE")
                .map(name -> variables.getOrDefault(name, ""))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElseGet(() -> System.getProperty("user.home", ""));
        return new UserEnvironment(variables, Path.of(home), userRuntime());
    }

    /** Returns the directory that Podman uses on Linux outside of a login session, where XDG_RUNTIME_DIR is not set. */
    private static @Nullable Path userRuntime() {
        try {
            Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return Path.of("/run/containers", String.valueOf(user));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns an environment variable; empty when it is not set or empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(text -> !text.isEmpty());
    }

    /** Returns the user's home directory. */
    public Path home() {
        return home;
    }

    Map<String, String> variables() {
        return variables;
    }

    /** Returns the file in {@code REGISTRY_AUTH_FILE}, which Podman, Buildah and Skopeo read before all others. */
    public Optional<Path> registryAuthFile() {
        return variable("REGISTRY_AUTH_FILE").map(Path::of);
    }

    /**
     * Returns Docker's configuration file: {@code config.json} in {@code DOCKER_CONFIG}, or else in {@code ~/.docker}.
     */
    public Path dockerConfig() {
        return variable("DOCKER_CONFIG")
                .map(Path::of)
                .orElseGet(() -> home.resolve(".docker"))
                .resolve("config.json");
    }

    /**
     * Returns the files in which Podman, Buildah and Skopeo store credentials, in the order in which they are read:
     * {@code containers/auth.json} in {@code XDG_RUNTIME_DIR} (for this process, where that is not set on Linux,
     * {@code /run/containers/UID/auth.json}), then in {@code XDG_CONFIG_HOME} or {@code ~/.config}.
     */
    public List<Path> podmanAuthFiles() {
        Path configuration = variable("XDG_CONFIG_HOME").map(Path::of).orElseGet(() -> home.resolve(".config"));
        Optional<Path> runtime = variable("XDG_RUNTIME_DIR")
                .map(dir -> Path.of(dir, "containers"))
                .or(() -> Optional.ofNullable(userRuntime));
        return Stream.concat(runtime.stream(), Stream.of(configuration.resolve("containers")))
                .map(dir -> dir.resolve("auth.json"))
                .toList();
    }

    /** Returns the home directory; environment variables often hold secrets. */
    @Override
    public String toString() {
        return "environment of " + home;
    }
}
