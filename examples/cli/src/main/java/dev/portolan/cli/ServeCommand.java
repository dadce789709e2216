package dev.portolan.cli;

import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.Quirk;
import dev.portolan.registry.server.RegistryProfile;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.server.RegistryServerBuilder;
import dev.portolan.registry.tls.CertificateAuthority;
import dev.portolan.registry.tls.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = "Runs a registry server for tests.",
        footer = {"  portolan serve --port 5000", "  portolan serve --port 5000 --layout store --auth-file users.txt"})
final class ServeCommand extends BaseCommand implements Callable<Integer> {
    private static final Pattern LIMIT = Pattern.compile("([1-9][0-9]{0,8})/([1-9][0-9]{0,8})");

    @Option(names = "--port", paramLabel = "PORT", description = "the port (default: any free one)")
    private int port;

    @Option(
            names = "--address",
            paramLabel = "HOST",
            description = "the address to listen on; 0.0.0.0 for all (default: loopback)")
    private @Nullable String address;

    @Option(
            names = "--layout",
            paramLabel = "DIR",
            description =
                    "keep repositories as OCI layouts in DIR, or serve DIR if it is a layout (default: in memory)")
    private @Nullable Path layout;

    @Option(
            names = "--auth",
            paramLabel = "USER:PASSWORD",
            description = "require this login; other users of the machine can see it in the process list")
    private @Nullable String user;

    @Option(
            names = "--auth-file",
            paramLabel = "FILE",
            description = "require the login USER:PASSWORD in the first line of FILE; - reads standard input")
    private @Nullable String userFile;

    @Option(names = "--token", description = "with --auth: use tokens instead of Basic authentication")
    private boolean token;

    @Option(names = "--tls", paramLabel = "DIR", description = "use TLS, and write the CA certificate to DIR/ca.pem")
    private @Nullable Path tls;

    @Option(
            names = "--client-certificates",
            description =
                    "with --tls: require a client certificate, and write one to DIR/client.pem and DIR/client-key.pem")
    private boolean clientCertificates;

    @Option(names = "--profile", paramLabel = "NAME", description = "imitate a well-known registry")
    private @Nullable String profile;

    @Option(names = "--quirk", paramLabel = "NAME", description = "imitate a single quirk of a registry (repeatable)")
    private List<String> quirks = new ArrayList<>();

    @Option(
            names = "--rate-limit",
            paramLabel = "N/SECONDS",
            description = "allow N requests in this time, and respond to others with 429")
    private @Nullable String rateLimit;

    @Option(names = "--warning", paramLabel = "TEXT", description = "add this warning to every response")
    private @Nullable String warning;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = "fail on purpose, such as status=503;method=PUT;nth=2 or delay=50;share=0.1 (repeatable)")
    private List<String> faults = new ArrayList<>();

    @Option(names = "--fault-seed", paramLabel = "N", description = "seed for random faults")
    private long faultSeed;

    /** Serves until it is interrupted; SIGTERM does so. */
    @Override
    public Integer call() throws IOException {
        try (RegistryServer server = builder().start()) {
            spec.commandLine().getOut().println("Serving " + server.host());
            Output.check(spec.commandLine().getOut());
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // a signal stops it
        }
        return 0;
    }

    private RegistryServerBuilder builder() throws IOException {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("--port takes 0 to 65535, not " + port);
        }
        RegistryServerBuilder builder = RegistryServer.builder()
                .port(port)
                .faultSeed(faultSeed)
                .requestLogSize(0)
                .failures(this::failed);
        if (address != null) {
            builder.address(address(address));
        }
        if (layout != null) {
            if (Files.exists(layout) && !Files.isDirectory(layout)) {
                throw new IllegalArgumentException("--layout takes a directory, and " + layout + " is not a directory");
            }
            boolean sparse = quirks.stream().map(Quirk::named).anyMatch(Quirk.TAKES_SPARSE_MANIFESTS::equals);
            LayoutOptions options = LayoutOptions.builder().sparse(sparse).build();
            builder.transport(LayoutTransport.create(options)).layouts(layout);
        }
        if (user != null && userFile != null) {
            throw new IllegalArgumentException("--auth and --auth-file cannot be combined");
        }
        if (user != null) {
            builder.authentication(authentication("--auth", user));
        } else if (userFile != null) {
            builder.authentication(authentication("--auth-file", firstLine(userFile)));
        } else if (token) {
            throw new IllegalArgumentException("--token needs --auth or --auth-file");
        }
        if (tls != null) {
            secure(builder, tls);
        } else if (clientCertificates) {
            throw new IllegalArgumentException("--client-certificates needs --tls");
        }
        behave(builder);
        return builder;
    }

    private synchronized void failed(String line) {
        spec.commandLine().getErr().println("portolan: " + Secrets.masked(line));
        spec.commandLine().getErr().flush();
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("--address takes an address of this machine, not " + host, e);
        }
    }

    private void behave(RegistryServerBuilder builder) {
        if (profile != null) {
            builder.profile(RegistryProfile.named(profile));
        }
        quirks.stream().map(Quirk::named).forEach(builder::quirks);
        faults.stream().map(Fault::parse).forEach(builder::fault);
        if (rateLimit != null) {
            limit(builder, rateLimit);
        }
        if (warning != null) {
            builder.warning(warning);
        }
    }

    /** Uses TLS with keys made for this run; writes only the files that a client needs. */
    private void secure(RegistryServerBuilder builder, Path directory) throws IOException {
        CertificateAuthority authority = CertificateAuthority.create();
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("ca.pem"), authority.pem());
        if (clientCertificates) {
            Identity client = authority.issue("portolan-client");
            Files.writeString(directory.resolve("client.pem"), client.certificatePem());
            writePrivate(directory.resolve("client-key.pem"), client.privateKeyPem());
        }
        builder.tls(authority).clientCertificates(clientCertificates);
    }

    /** Writes a file that only its owner can read, where the file system knows owners. */
    private static void writePrivate(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text);
    }

    private static void limit(RegistryServerBuilder builder, String text) {
        Matcher matcher = LIMIT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--rate-limit takes N/SECONDS, such as 100/10");
        }
        builder.rateLimit(Integer.parseInt(matcher.group(1)), Duration.ofSeconds(Integer.parseInt(matcher.group(2))));
    }

    private static String firstLine(String file) {
        if (file.equals("-")) {
            return StandardInput.lines(1).stream().findFirst().orElse("");
        }
        return new String(InputFile.read(Path.of(file)), StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("");
    }

    private Authentication authentication(String option, String userAndPassword) {
        int colon = userAndPassword.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(option + " takes USER:PASSWORD");
        }
        String name = userAndPassword.substring(0, colon);
        String password = userAndPassword.substring(colon + 1);
        return token ? Authentication.token().user(name, password) : Authentication.basic(name, password);
    }
}
