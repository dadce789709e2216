package com.example.wired;

import dagger.Component;
import dev.portolan.auth.dagger.AuthModule;
import dev.portolan.fs.dagger.FsModule;
import dev.portolan.http.dagger.HttpModule;
import dev.portolan.port.Transport;
import jakarta.inject.Singleton;
import java.util.Set;

/** The component of the README. */
@Singleton
@Component(modules = {HttpModule.class, FsModule.class, AuthModule.class})
public interface Ports {
    Set<Transport> transports();
}
