package dev.portolan.testkit.dagger;

import dagger.Module;
import dagger.Provides;
import dagger.multibindings.IntoSet;
import dev.portolan.port.Transport;
import dev.portolan.testkit.memory.InMemoryTransport;
import java.util.Objects;

/**
 * Contributes registries in memory to the set of {@link Transport}s. A test's component lists this module in place of
 * the one of the HTTP adapter, and nothing else changes:
 *
 * <pre>{@code
 * @Component(modules = {TestkitModule.class, FsModule.class})
 * interface TestComponent { … }
 *
 * TestkitModule memory = new TestkitModule();
 * TestComponent component = DaggerTestComponent.builder().testkitModule(memory).build();
 * }</pre>
 *
 * <p>The transport is one for the module, so that a test can fill it beforehand and look at it afterwards.
 */
@Module
public final class TestkitModule {
    private final InMemoryTransport transport;

    /** Registries in memory, which hold nothing yet. */
    public TestkitModule() {
        this(InMemoryTransport.asRegistry());
    }

    /** A transport that the test has made. */
    public TestkitModule(InMemoryTransport transport) {
        this.transport = Objects.requireNonNull(transport);
    }

    /** The transport, for a test that looks into it. */
    @Provides
    public InMemoryTransport memory() {
        return transport;
    }

    /** The transport, among the others. */
    @Provides
    @IntoSet
    Transport transport() {
        return transport;
    }
}
