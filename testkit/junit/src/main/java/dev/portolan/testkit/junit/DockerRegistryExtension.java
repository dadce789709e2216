package dev.portolan.testkit.junit;

import dev.portolan.testkit.peer.DockerRegistry;
import java.util.Objects;

/**
 * Starts a {@link DockerRegistry}, hands it to tests, and stops it, for tests that are to hold on a registry which
 * others made. Where the program is not installed the tests are skipped, or fail, as
 * {@link dev.portolan.testkit.peer.PeerProgram} says.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final DockerRegistryExtension REGISTRY = DockerRegistryExtension.create();
 * }</pre>
 *
 * <p>A static field means one process for the class, an instance field one for each test; with {@code @ExtendWith} each
 * test that has a parameter of the type {@link DockerRegistry} has one of its own.
 */
public final class DockerRegistryExtension extends ServerExtension<DockerRegistry> {

    /** For {@code @ExtendWith}: a registry for each test that has a parameter for it. */
    public DockerRegistryExtension() {
        super(DockerRegistry.class, DockerRegistry::start, false);
    }

    private DockerRegistryExtension(String more) {
        super(DockerRegistry.class, () -> DockerRegistry.start(more), true);
    }

    /** For {@code @RegisterExtension}: a registry as it comes, with deletes switched on. */
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

    /**
     * The registry that runs now.
     *
     * @throws IllegalStateException outside of a test, and where this was named by {@code @ExtendWith}
     */
    public DockerRegistry registry() {
        return running()
                .orElseThrow(() -> new IllegalStateException(
                        "no registry runs; make this by DockerRegistryExtension.create, and register it"));
    }

    /**
     * Where it listens: {@code 127.0.0.1:PORT}.
     *
     * @throws IllegalStateException outside of a test, and where this was named by {@code @ExtendWith}
     */
    public String host() {
        return registry().host();
    }
}
