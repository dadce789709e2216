package dev.portolan.testkit.junit;

import dev.portolan.testkit.server.RegistryServer;
import dev.portolan.testkit.server.RegistryServerBuilder;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts a {@link RegistryServer}, hands it to tests, and stops it. In its shortest form each test that asks for a
 * server has one of its own:
 *
 * <pre>{@code
 * @ExtendWith(RegistryExtension.class)
 * class PushTest {
 *     @Test
 *     void pushes(RegistryServer registry) { … }
 * }
 * }</pre>
 *
 * <p>Registered as a field it can be told what the server is to be like. A static field means one server for the
 * class, whose requests and faults are cleared before each test while its content stays; an instance field means a
 * new server for each test:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final RegistryExtension REGISTRY =
 *         RegistryExtension.of(() -> RegistryServer.builder().profile(RegistryProfile.ECR));
 * }</pre>
 */
public final class RegistryExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(RegistryExtension.class);

    private final @Nullable Supplier<RegistryServerBuilder> description;
    private @Nullable RegistryServer server;
    private int classes;

    /** For {@code @ExtendWith}: a registry in memory for each test that has a parameter for it. */
    public RegistryExtension() {
        description = null;
    }

    private RegistryExtension(Supplier<RegistryServerBuilder> description) {
        this.description = description;
    }

    /** For {@code @RegisterExtension}: a registry that is described anew for each server that is started. */
    public static RegistryExtension of(Supplier<RegistryServerBuilder> description) {
        return new RegistryExtension(Objects.requireNonNull(description));
    }

    /**
     * The server that runs now.
     *
     * @throws IllegalStateException outside of a test, and where this was not made by {@link #of}
     */
    public RegistryServer server() {
        if (server == null) {
            throw new IllegalStateException("no registry runs; make this by RegistryExtension.of, and register it");
        }
        return server;
    }

    /** Starts the server of a static field, with the outermost class that the field is for. */
    @Override
    public void beforeAll(ExtensionContext context) {
        if (description != null && classes++ == 0) {
            server = description.get().start();
        }
    }

    /** Starts the server of an instance field, or makes that of a static field forget the test before. */
    @Override
    public void beforeEach(ExtensionContext context) {
        if (description == null) {
            return;
        }
        if (classes == 0) {
            server = description.get().start();
        } else {
            server().requests().clear();
            server().faults().reset();
        }
    }

    /** Stops the server of an instance field. */
    @Override
    public void afterEach(ExtensionContext context) {
        if (classes == 0) {
            stop();
        }
    }

    /** Stops the server of a static field. */
    @Override
    public void afterAll(ExtensionContext context) {
        if (description != null && --classes == 0) {
            stop();
        }
    }

    private void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RegistryServer.class;
    }

    /** The server of a field; or else one for the test, which JUnit closes with the test. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return description != null
                ? server()
                : context.getStore(NAMESPACE)
                        .getOrComputeIfAbsent(
                                RegistryServer.class, key -> RegistryServer.start(), RegistryServer.class);
    }
}
