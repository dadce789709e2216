package dev.portolan.examples.quickstart;

import dagger.Component;
import dev.portolan.fs.dagger.FsModule;
import dev.portolan.port.Transport;
import dev.portolan.registry.dagger.MemoryModule;
import java.util.Set;

/** {@link Ports} for a test: memory in place of HTTP. */
@Component(modules = {MemoryModule.class, FsModule.class})
interface MemoryPorts {
    Set<Transport> transports();
}
