package dev.portolan.http.dagger;

import dagger.BindsOptionalOf;
import dagger.Module;
import dagger.Provides;
import dagger.multibindings.IntoSet;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.CertificateDirectories;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RegistriesConf;
import dev.portolan.http.config.RegistriesFile;
import dev.portolan.http.config.RequestListener;
import dev.portolan.port.CredentialSource;
import dev.portolan.port.Transport;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Contributes registries over HTTP to the set of {@link Transport}s. If the component binds them, it uses a {@link
 * CredentialSource}, a {@link RequestListener}, a {@link HostConfig} for all hosts, a {@link RegistriesFile} for single
 * ones, a {@link RegistriesConf} and {@link CertificateDirectories}. The component is a {@link Singleton}.
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

    /** Declares an optional registries.conf. */
    @BindsOptionalOf
    RegistriesConf registriesConf();

    /** Declares optional directories of certificates. */
    @BindsOptionalOf
    CertificateDirectories certificateDirectories();

    /** Returns the transport: one per component, as it has connections and threads. */
    @Provides
    @IntoSet
    @Singleton
    static Transport transport(
            Optional<CredentialSource> credentials,
            Optional<RequestListener> listener,
            Optional<HostConfig> defaults,
            Optional<RegistriesFile> registries,
            Optional<RegistriesConf> conf,
            Optional<CertificateDirectories> certificates) {
        HttpTransport.Builder builder = HttpTransport.builder();
        credentials.ifPresent(builder::credentials);
        listener.ifPresent(builder::listener);
        registries.ifPresent(builder::registries);
        defaults.ifPresent(builder::defaults);
        conf.ifPresent(builder::registriesConf);
        certificates.ifPresent(builder::certificates);
        return builder.build();
    }
}
