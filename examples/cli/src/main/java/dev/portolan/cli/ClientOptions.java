package dev.portolan.cli;

import dev.portolan.copy.CopyOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that works with a client. */
final class ClientOptions {
    @Mixin
    final HostOptions host = new HostOptions();

    @Option(names = "--authfile", paramLabel = "FILE", description = "credentials file of Docker or Podman")
    @Nullable
    Path authFile;

    @Option(
            names = "--registry-config",
            paramLabel = "FILE",
            description = "settings per registry (JSON), or a credentials file, as in oras")
    @Nullable
    Path registryConfig;

    @Option(
            names = "--registries-conf",
            paramLabel = "FILE",
            description = "registries.conf of Podman and Skopeo: mirrors, locations, blocked registries")
    @Nullable
    Path registriesConf;

    @Option(
            names = "--cert-dir",
            paramLabel = "DIR",
            description = "certificates: *.crt, *.cert and *.key in DIR/HOST[:PORT] or in DIR"
                    + " (default: certs.d of Podman and Docker)")
    @Nullable
    Path certDir;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "number of concurrent transfers (default: ${DEFAULT-VALUE})")
    int concurrency = CopyOptions.defaults().concurrency();

    @Option(names = "--retries", paramLabel = "N", description = "how often to retry a failed request (default: 4)")
    @Nullable
    Integer retries;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationArgument.class,
            description = "how long to wait for a connection, a response, or more data, such as 30s or 2m")
    @Nullable
    Duration timeout;

    @Option(names = "--no-progress", description = "show no progress")
    boolean noProgress;

    @Option(names = "--json", description = "print results as JSON")
    boolean json;

    @Option(names = "--verbose", description = "log one line per request; given twice, print stack traces too")
    boolean[] verbose = {};

    @Option(names = "--stats", description = "print the number of requests, bytes and seconds at the end")
    boolean stats;
}
