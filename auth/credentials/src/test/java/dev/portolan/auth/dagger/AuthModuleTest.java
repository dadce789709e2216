package dev.portolan.auth.dagger;

import static org.assertj.core.api.Assertions.assertThat;

import dagger.BindsInstance;
import dagger.Component;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.auth.UserEnvironment;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthModuleTest {

    @Component(modules = AuthModule.class)
    interface InThisProcess {
        CredentialSource credentials();
    }

    @Component(modules = AuthModule.class)
    interface InSurroundings {
        CredentialSource credentials();

        @Component.Factory
        interface Factory {
            InSurroundings create(@BindsInstance UserEnvironment environment);
        }
    }

    @Test
    void a_component_gets_the_default_credentials(@TempDir Path home) throws Exception {
        Files.createDirectory(home.resolve(".docker"));
        Files.writeString(
                home.resolve(".docker/config.json"), "{\"auths\":{\"ghcr.io\":{\"auth\":\"YWxpY2U6c2VjcmV0\"}}}");
        UserEnvironment environment = UserEnvironment.of(Map.of(), home);

        CredentialSource wired = DaggerAuthModuleTest_InSurroundings.factory()
                .create(environment)
                .credentials();

        assertThat(wired.credential("ghcr.io", "")).contains(Credential.password("alice", "secret"));
        assertThat(wired).hasToString(DefaultCredentials.of(environment).toString());
    }

    @Test
    void by_default_the_environment_of_this_process_is_used() {
        assertThat(DaggerAuthModuleTest_InThisProcess.create().credentials())
                .hasToString(DefaultCredentials.create().toString());
    }
}
