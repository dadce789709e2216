package dev.portolan.testkit.junit;

import java.util.Optional;
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
 * Starts a server, hands it to tests, and stops it: one for the class where this is a static field, one for each test
 * where it is an instance field, and one for each test that asks where it is named by {@code @ExtendWith}.
 *
 * @param <S> the server
 */
abstract class ServerExtension<S extends AutoCloseable>
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final Class<S> type;
    private final Supplier<S> starting;
    private final boolean isField;
    private @Nullable S server;
    private int classes;

    ServerExtension(Class<S> type, Supplier<S> starting, boolean isField) {
        this.type = type;
        this.starting = starting;
        this.isField = isField;
    }

    /** Makes the server of a class forget the test before. */
    void refresh(S running) {}

    final Optional<S> running() {
        return Optional.ofNullable(server);
    }

    /** Starts the server of a static field, with the outermost class that the field is for. */
    @Override
    public void beforeAll(ExtensionContext context) {
        if (isField && classes == 0) {
            server = starting.get();
        }
        classes++;
    }

    /** Starts the server of an instance field, or makes that of a static field forget the test before. */
    @Override
    public void beforeEach(ExtensionContext context) {
        if (isField && classes == 0) {
            server = starting.get();
        } else if (server != null) {
            refresh(server);
        }
    }

    /** Stops the server of an instance field. */
    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (classes == 0) {
            stop();
        }
    }

    /** Stops the server of a static field. */
    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        classes = Math.max(0, classes - 1);
        if (classes == 0) {
            stop();
        }
    }

    private void stop() throws Exception {
        S running = server;
        server = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == type;
    }

    /** The server of a field; or else one for the test, which JUnit closes with the test. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (server != null) {
            return server;
        }
        return context.getStore(ExtensionContext.Namespace.create(getClass()))
                .getOrComputeIfAbsent(type, key -> starting.get(), type);
    }
}
