package dev.portolan.auth.dagger;

import dagger.BindsOptionalOf;
import dagger.Module;
import dagger.Provides;
import dagger.Reusable;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.auth.UserEnvironment;
import dev.portolan.port.CredentialSource;
import java.util.Optional;

/**
 * Provides the {@link CredentialSource}: {@link DefaultCredentials}, in the {@link UserEnvironment} that the component
 * binds, or else in that of this process. To use other credentials, leave this module out and bind a source.
 *
 * @since 0.1.0
 */
@Module
public interface AuthModule {

    /** Declares the environment, which an application may bind. */
    @BindsOptionalOf
    UserEnvironment environment();

    /** Returns the default credentials. */
    @Provides
    @Reusable
    static CredentialSource credentials(Optional<UserEnvironment> environment) {
        return DefaultCredentials.of(environment.orElseGet(UserEnvironment::ofThisProcess));
    }
}
