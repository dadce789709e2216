package dev.portolan.testkit.junit;

import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.server.RegistryServerBuilder;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Starts a {@link RegistryServer}, injects it into tests, and stops it. In the shortest form, each test with a
 * parameter of this type gets its own server:
 *
 * <pre>{@code
 * @ExtendWith(RegistryExtension.class)
 * class PushTest {
 *     @Test
 *     void pushes(RegistryServer registry) { … }
 * }
 * }</pre>
 *
 * <p>To configure the server, register the extension as a field. A static field starts one server for the class, whose
 * requests and faults are cleared before each test, but not its content; an instance field starts one server for each
 * test:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final RegistryExtension REGISTRY =
 *         RegistryExtension.of(() -> RegistryServer.builder().profile(RegistryProfile.ECR));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class RegistryExtension extends ServerExtension<RegistryServer> {

    /** For {@code @ExtendWith}: a registry in memory for each test that has a parameter for it. */
    public RegistryExtension() {
        super(RegistryServer.class, RegistryServer::start, false);
    }

    private RegistryExtension(Supplier<RegistryServerBuilder> description) {
        super(RegistryServer.class, () -> description.get().start(), true);
    }

    /** For {@code @RegisterExtension}: the builder is called for each server. */
    public static RegistryExtension of(Supplier<RegistryServerBuilder> description) {
        return new RegistryExtension(Objects.requireNonNull(description));
    }

    /**
     * Returns the running server.
     *
     * @throws IllegalStateException outside of a test, and where this was not made by {@link #of}
     */
    public RegistryServer server() {
        return running()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "the registry is not running; create the extension with RegistryExtension.of, and register it"));
    }

    @Override
    void refresh(RegistryServer running) {
        running.requests().clear();
        running.faults().reset();
    }
}
