package dev.portolan.examples.quickstart;

import dagger.Component;
import dev.portolan.fs.dagger.FsModule;
import dev.portolan.port.Transport;
import dev.portolan.testkit.dagger.TestkitModule;
import java.util.Set;

/** {@link Ports} for a test: memory in place of HTTP. */
@Component(modules = {TestkitModule.class, FsModule.class})
interface MemoryPorts {
    Set<Transport> transports();
}
