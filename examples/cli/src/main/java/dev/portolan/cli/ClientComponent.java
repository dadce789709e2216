package dev.portolan.cli;

import dagger.BindsInstance;
import dagger.Component;
import dev.portolan.fs.dagger.FsModule;
import dev.portolan.http.config.CertificateDirectories;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RegistriesConf;
import dev.portolan.http.config.RegistriesFile;
import dev.portolan.http.config.RequestListener;
import dev.portolan.http.dagger.HttpModule;
import dev.portolan.port.CredentialSource;
import dev.portolan.port.Transport;
import jakarta.inject.Singleton;
import java.util.Set;

/** Wires the command from one module per adapter and the options. */
@Singleton
@Component(modules = {HttpModule.class, FsModule.class})
interface ClientComponent {
    /** Returns the transports for all kinds of reference. */
    Set<Transport> transports();

    /** Receives the configuration from the options. */
    @Component.Factory
    interface Factory {
        /** Wires the command. */
        ClientComponent create(
                @BindsInstance CredentialSource credentials,
                @BindsInstance RequestListener listener,
                @BindsInstance HostConfig defaults,
                @BindsInstance RegistriesFile registries,
                @BindsInstance RegistriesConf conf,
                @BindsInstance CertificateDirectories certificates);
    }
}
