package dev.portolan.http.dagger;

import dagger.BindsOptionalOf;
import dagger.Module;
import dagger.Provides;
import dagger.Reusable;
import dagger.multibindings.IntoSet;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RegistriesFile;
import dev.portolan.http.config.RequestListener;
import dev.portolan.port.CredentialSource;
import dev.portolan.port.Transport;
import java.util.Optional;

/**
 * Contributes registries over HTTP to the set of {@link Transport}s. If the component binds them, it uses a {@link
 * CredentialSource}, a {@link RequestListener}, a {@link HostConfig} for all hosts and a {@link RegistriesFile} for
 * single ones.
 *
 * @since 0.1.0
 */
@Module
public interface HttpModule {

    /** Declares optional credentials. */
    @BindsOptionalOf
    CredentialSource credentialSource();

    /** Declares an optional listener. */
    @BindsOptionalOf
    RequestListener requestListener();

    /** Declares optional settings for all hosts. */
    @BindsOptionalOf
    HostConfig hostConfig();

    /** Declares optional settings for single hosts. */
    @BindsOptionalOf
    RegistriesFile registriesFile();

    /** Returns the transport, one per component. */
    @Provides
    @IntoSet
    @Reusable
    static Transport transport(
            Optional<CredentialSource> credentials,
            Optional<RequestListener> listener,
            Optional<HostConfig> defaults,
            Optional<RegistriesFile> registries) {
        HttpTransport.Builder builder = HttpTransport.builder();
        credentials.ifPresent(builder::credentials);
        listener.ifPresent(builder::listener);
        registries.ifPresent(builder::registries);
        defaults.ifPresent(builder::defaults);
        return builder.build();
    }
}
