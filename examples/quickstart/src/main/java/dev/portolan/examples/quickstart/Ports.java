package dev.portolan.examples.quickstart;

import dagger.Component;
import dev.portolan.auth.dagger.AuthModule;
import dev.portolan.fs.dagger.FsModule;
import dev.portolan.http.dagger.HttpModule;
import dev.portolan.port.Transport;
import jakarta.inject.Singleton;
import java.util.Set;

/** What an application that uses Dagger is wired with: one module an adapter. */
@Singleton
@Component(modules = {HttpModule.class, FsModule.class, AuthModule.class})
interface Ports {
    Set<Transport> transports();
}
