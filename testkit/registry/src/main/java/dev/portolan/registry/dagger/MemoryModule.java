package dev.portolan.registry.dagger;

import dagger.Module;
import dagger.Provides;
import dagger.multibindings.IntoSet;
import dev.portolan.port.Transport;
import dev.portolan.registry.memory.InMemoryTransport;
import java.util.Objects;

/**
 * Contributes registries in memory to the set of {@link Transport}s. A test's component lists this module in place of
 * the one of the HTTP adapter, and nothing else changes:
 *
 * <pre>{@code
 * @Component(modules = {MemoryModule.class, FsModule.class})
 * interface TestComponent { … }
 *
 * MemoryModule memory = new MemoryModule();
 * TestComponent component = DaggerTestComponent.builder().memoryModule(memory).build();
 * }</pre>
 *
 * <p>The transport is one for the module, so that a test can fill it beforehand and look at it afterwards.
 *
 * @since 0.1.0
 */
@Module
public final class MemoryModule {
    private final InMemoryTransport transport;

    /** Registries in memory, which hold nothing yet. */
    public MemoryModule() {
        this(InMemoryTransport.asRegistry());
    }

    /** A transport that the test has made. */
    public MemoryModule(InMemoryTransport transport) {
        this.transport = Objects.requireNonNull(transport);
    }

    /** Returns the transport, for a test that looks into it. */
    @Provides
    public InMemoryTransport memory() {
        return transport;
    }

    /** Returns the transport, among the others. */
    @Provides
    @IntoSet
    Transport transport() {
        return transport;
    }
}
