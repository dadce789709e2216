package dev.portolan.testkit.junit;

import dev.portolan.testkit.peer.DockerRegistry;
import dev.portolan.testkit.peer.PeerProgram;
import java.util.Objects;
import java.util.Optional;

/**
 * Starts a {@link DockerRegistry}, injects it into tests, and stops it. If the program is not installed, these tests
 * are skipped, or fail, as {@link PeerProgram} describes.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final DockerRegistryExtension REGISTRY = DockerRegistryExtension.create();
 * }</pre>
 *
 * <p>A static field starts one process for the class, an instance field starts one for each test. With
 * {@code @ExtendWith}, each test with a parameter of type {@link DockerRegistry} gets its own.
 *
 * @since 0.1.0
 */
public final class DockerRegistryExtension extends ServerExtension<DockerRegistry> {

    /** For {@code @ExtendWith}: a registry for each test that has a parameter for it. */
    public DockerRegistryExtension() {
        super(DockerRegistry.class, DockerRegistry::start, false);
    }

    private DockerRegistryExtension(String more) {
        super(DockerRegistry.class, () -> DockerRegistry.start(more), true);
    }

    /** For {@code @RegisterExtension}: a registry with its default settings, and deletes enabled. */
    public static DockerRegistryExtension create() {
        return configured("");
    }

    /**
     * For {@code @RegisterExtension}: a registry with more lines in its configuration.
     *
     * @param more YAML, such as a {@code middleware} section
     */
    public static DockerRegistryExtension configured(String more) {
        return new DockerRegistryExtension(Objects.requireNonNull(more));
    }

    @Override
    Optional<String> missing() {
        return PeerProgram.runsTestsOf("docker-registry")
                ? Optional.empty()
                : Optional.of("docker-registry is not installed");
    }

    /**
     * Returns the running registry.
     *
     * @throws IllegalStateException outside of a test, and where this was named by {@code @ExtendWith}
     */
    public DockerRegistry registry() {
        return running()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "the registry is not running; create the extension with DockerRegistryExtension.create, and register it"));
    }

    /**
     * Returns the address: {@code 127.0.0.1:PORT}.
     *
     * @throws IllegalStateException outside of a test, and where this was named by {@code @ExtendWith}
     */
    public String host() {
        return registry().host();
    }
}
