package dev.portolan.cli;

import dev.portolan.OciClient;
import dev.portolan.auth.CredentialHelpers;
import dev.portolan.auth.CredentialStore;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.auth.DockerConfig;
import dev.portolan.http.config.CertificateDirectories;
import dev.portolan.http.config.RegistriesConf;
import dev.portolan.http.config.RegistriesFile;
import dev.portolan.http.config.RequestListener;
import dev.portolan.port.CredentialSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Opens clients and credential stores with the settings of the options. */
final class Connections {
    private static final List<String> CREDENTIAL_MEMBERS = List.of("auths", "credHelpers", "credsStore");

    private final ClientOptions options;
    private final RegistriesFile file;
    private final RegistriesConf conf;
    private final @Nullable Path authFile;

    /** Reads the files that the options name. */
    Connections(ClientOptions options, boolean authFileMustExist) {
        this.options = options;
        Path settings = options.registryConfig;
        boolean credentials = settings != null && holdsCredentials(settings);
        this.file = settings == null || credentials ? RegistriesFile.none() : RegistriesFile.read(settings);
        this.conf = options.registriesConf == null ? RegistriesConf.none() : read(options.registriesConf);
        this.authFile = options.authFile != null ? options.authFile : credentials ? settings : null;
        if (options.authFile != null && authFileMustExist) {
            InputFile.read(options.authFile); // a name that is mistyped would otherwise mean no credentials
        }
    }

    private static RegistriesConf read(Path file) {
        if (Files.notExists(file)) {
            throw FileErrors.missing(file);
        }
        return RegistriesConf.read(file);
    }

    /** oras calls Docker's credentials file a registry configuration. */
    private static boolean holdsCredentials(Path file) {
        try {
            JsonNode json = JsonMapper.shared().readTree(InputFile.read(file));
            return CREDENTIAL_MEMBERS.stream().anyMatch(json::has);
        } catch (JacksonException e) {
            return false; // RegistriesFile says what is wrong with it
        }
    }

    /** Refuses short names for which {@code --registries-conf} has an alias, or registries to search. */
    void requireFullNames(List<String> references) {
        references.forEach(conf::requireFullName);
    }

    private CertificateDirectories certificates() {
        Path directory = options.certDir;
        if (directory == null) {
            String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home", ""));
            return CertificateDirectories.usual(Path.of(home));
        }
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("--cert-dir: " + directory + " is not a directory");
        }
        return CertificateDirectories.of(directory);
    }

    /** Returns a client for all kinds of reference. */
    OciClient client(List<Login> logins, List<Endpoint> named, List<Side> sides, RequestListener listener) {
        NetworkEnvironment environment = NetworkEnvironment.of(System.getenv(), System.getProperties());
        ClientComponent component = DaggerClientComponent.factory()
                .create(
                        CommandCredentials.of(logins, storedCredentials()),
                        listener,
                        HostSettings.defaults(options, file, environment),
                        HostSettings.registries(options, file, named, sides, environment),
                        conf,
                        certificates());
        return OciClient.builder().transports(component.transports()).build();
    }

    private CredentialSource storedCredentials() {
        return authFile == null ? DefaultCredentials.create() : DockerConfig.of(authFile);
    }

    /** Returns the store in which {@code login} and {@code logout} keep credentials. */
    static CredentialStore store(@Nullable Path authFile) {
        return authFile == null ? CredentialStore.create() : CredentialStore.of(authFile, CredentialHelpers.create());
    }
}
