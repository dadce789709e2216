package dev.portolan.testkit.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Executable;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * Starts a server, injects it into tests, and stops it: one for the class if this is a static field, one for each test
 * if it is an instance field, and one for each test with a parameter for it if it is registered by
 * {@code @ExtendWith}. Tests are skipped if they need the server and it cannot be started here.
 *
 * @param <S> the server
 */
abstract class ServerExtension<S extends AutoCloseable>
        implements ExecutionCondition,
                BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                ParameterResolver {
    private static final List<Class<? extends Annotation>> LIFECYCLE =
            List.of(BeforeAll.class, BeforeEach.class, AfterEach.class, AfterAll.class);

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

    /** Returns why the server cannot be started on this machine; empty if it can. */
    Optional<String> missing() {
        return Optional.empty();
    }

    /**
     * Skips tests that need a missing server. This cannot be done when a parameter is resolved, because JUnit reports
     * every exception there as an error.
     */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return missing()
                .filter(reason -> isField || needsServer(context))
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled(null));
    }

    private boolean needsServer(ExtensionContext context) {
        return context.getTestMethod()
                .map(method -> asks(method))
                .orElseGet(() -> context.getTestClass().filter(this::classAsks).isPresent());
    }

    /**
     * Returns whether all tests of a class need the server: its constructor or a lifecycle method has a parameter for
     * it.
     */
    private boolean classAsks(Class<?> testClass) {
        return Stream.concat(
                        Stream.of(testClass.getDeclaredConstructors()),
                        LIFECYCLE.stream()
                                .flatMap(
                                        annotation -> AnnotationSupport.findAnnotatedMethods(
                                                testClass, annotation, HierarchyTraversalMode.TOP_DOWN)
                                                .stream()))
                .anyMatch(this::asks);
    }

    private boolean asks(Executable executable) {
        return List.of(executable.getParameterTypes()).contains(type);
    }

    /** Resets the server of a class between tests. */
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

    /** Starts the server of an instance field, or resets that of a static field. */
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

    /** Returns the server of a field; or else one for the test, which JUnit closes with the test. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (server != null) {
            return server;
        }
        return context.getStore(ExtensionContext.Namespace.create(getClass()))
                .getOrComputeIfAbsent(type, key -> starting.get(), type);
    }
}
