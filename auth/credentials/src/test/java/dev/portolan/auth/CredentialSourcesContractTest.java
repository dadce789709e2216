package dev.portolan.auth;

import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import dev.portolan.testkit.contract.CredentialSourceContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract of credential sources, kept by each of them. */
class CredentialSourcesContractTest {
    private static final String REGISTRY = "known.example.com:5000"; // the contract's

    @TempDir
    Path home;

    private static String document(Credential credential) {
        byte[] auth = (credential.username() + ":" + credential.secret()).getBytes(StandardCharsets.UTF_8);
        return "{\"auths\": {\"" + REGISTRY + "\": {\"auth\": \""
                + Base64.getEncoder().encodeToString(auth) + "\"}}}";
    }

    /** Writes a configuration where Docker keeps it below this home. */
    private Path configured(String document) {
        try {
            Path directory = Files.createDirectories(home.resolve(".docker"));
            return Files.writeString(directory.resolve("config.json"), document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Helpers; {@code docker-credential-test} knows only the known registry. */
    private CredentialHelpers helpers(Credential credential) {
        try {
            HelperScripts scripts = new HelperScripts(home);
            scripts.install("test", """
                    [ "$input" = %s ] || { echo 'credentials not found in native keychain'; exit 1; }
                    echo '{"Username":"%s","Secret":"%s"}'
                    """.formatted(REGISTRY, credential.username(), credential.secret()));
            return scripts.helpers();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nested
    class Of_a_static_password extends CredentialSourceContract {
        @Override
        protected CredentialSource sourceThatKnows(Credential credential) {
            return StaticCredentials.password(KNOWN, credential.username(), credential.secret());
        }
    }

    @Nested
    class Of_a_static_token extends CredentialSourceContract {
        @Override
        protected Credential credential() {
            return Credential.bearerToken("t0ken");
        }

        @Override
        protected CredentialSource sourceThatKnows(Credential credential) {
            return StaticCredentials.token(KNOWN, credential.secret());
        }
    }

    @Nested
    class Of_dockers_configuration extends CredentialSourceContract {
        @Override
        protected CredentialSource sourceThatKnows(Credential credential) {
            return DockerConfig.of(
                    configured(document(credential)), CredentialHelpers.of(UserEnvironment.of(Map.of(), home)));
        }
    }

    @Nested
    class Of_a_helper_for_one_registry extends CredentialSourceContract {
        @Override
        protected CredentialSource sourceThatKnows(Credential credential) {
            return DockerConfig.of(configured("{\"credHelpers\": {\"" + KNOWN + "\": \"test\"}}"), helpers(credential));
        }
    }

    @Nested
    class Of_a_store_for_all_registries extends CredentialSourceContract {
        @Override
        protected CredentialSource sourceThatKnows(Credential credential) {
            return DockerConfig.of(configured("{\"credsStore\": \"test\"}"), helpers(credential));
        }
    }

    @Nested
    class Of_a_helper extends CredentialSourceContract {
        @Override
        protected CredentialSource sourceThatKnows(Credential credential) {
            return helpers(credential).named("test");
        }
    }

    @Nested
    class Of_variables extends CredentialSourceContract {
        @Override
        protected CredentialSource sourceThatKnows(Credential credential) {
            return EnvironmentCredentials.of(UserEnvironment.of(
                    Map.of(
                            "PORTOLAN_REGISTRY", KNOWN,
                            "PORTOLAN_USERNAME", credential.username(),
                            "PORTOLAN_PASSWORD", credential.secret()),
                    home));
        }
    }

    @Nested
    class Of_a_document_in_a_variable extends CredentialSourceContract {
        @Override
        protected CredentialSource sourceThatKnows(Credential credential) {
            return EnvironmentCredentials.of(
                    UserEnvironment.of(Map.of("DOCKER_AUTH_CONFIG", document(credential)), home));
        }
    }

    @Nested
    class Of_what_this_machine_has extends CredentialSourceContract {
        @Override
        protected CredentialSource sourceThatKnows(Credential credential) {
            configured(document(credential));
            return DefaultCredentials.of(UserEnvironment.of(Map.of(), home));
        }
    }

    @Nested
    class Of_a_chain extends CredentialSourceContract {
        @Override
        protected CredentialSource sourceThatKnows(Credential credential) {
            return CredentialChain.of(
                    StaticCredentials.token("elsewhere.example.com", "t0ken"), StaticCredentials.of(KNOWN, credential));
        }
    }

    @Nested
    class Of_a_cache extends CredentialSourceContract {
        @Override
        protected CredentialSource sourceThatKnows(Credential credential) {
            return CachingCredentials.of(StaticCredentials.of(KNOWN, credential));
        }
    }
}
