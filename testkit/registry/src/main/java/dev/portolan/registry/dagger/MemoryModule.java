package dev.portolan.registry.dagger;

import dagger.Module;
import dagger.Provides;
import dagger.multibindings.IntoSet;
import dev.portolan.port.Transport;
import dev.portolan.registry.memory.InMemoryTransport;
import java.util.Objects;

/**
 * Contributes registries in memory to the set of {@link Transport}s. List this module instead of the HTTP adapter's in
 * the component of a test; nothing else changes:
 *
 * <pre>{@code
 * @Component(modules = {MemoryModule.class, FsModule.class})
 * interface TestComponent { … }
 *
 * MemoryModule memory = new MemoryModule();
 * TestComponent component = DaggerTestComponent.builder().memoryModule(memory).build();
 * }</pre>
 *
 * <p>The module has one transport, so a test can prepare its content and check it afterwards.
 *
 * @since 0.1.0
 */
@Module
public final class MemoryModule {
    private final InMemoryTransport transport;

    /** Creates a module with an empty transport. */
    public MemoryModule() {
        this(InMemoryTransport.asRegistry());
    }

    /** Creates a module with an existing transport. */
    public MemoryModule(InMemoryTransport transport) {
        this.transport = Objects.requireNonNull(transport);
    }

    /** Returns the transport, for tests. */
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
