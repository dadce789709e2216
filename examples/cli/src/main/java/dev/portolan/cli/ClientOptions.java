package dev.portolan.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that works with a client. */
final class ClientOptions {
    @Option(names = "--plain-http", description = "speak HTTP without TLS (loopback addresses are spoken to so anyway)")
    boolean plainHttp;

    @Option(names = "--insecure", description = "accept any certificate")
    boolean insecure;

    @Option(names = "--ca-file", paramLabel = "FILE", description = "trust these certificates too (PEM)")
    @Nullable
    Path caFile;

    @Option(names = "--cert-file", paramLabel = "FILE", description = "show this client certificate (PEM)")
    @Nullable
    Path certFile;

    @Option(names = "--key-file", paramLabel = "FILE", description = "the client certificate's key (PEM)")
    @Nullable
    Path keyFile;

    @Option(names = "--registry-config", paramLabel = "FILE", description = "how each registry is talked to (JSON)")
    @Nullable
    Path registryConfig;

    @Option(
            names = {"-u", "--username"},
            paramLabel = "NAME",
            description = "user name, in place of the stored credentials")
    @Nullable
    String username;

    @Option(names = "--password-stdin", description = "read the password from standard input")
    boolean passwordStdin;

    @Option(names = "--concurrency", paramLabel = "N", description = "transfers at a time (default: ${DEFAULT-VALUE})")
    int concurrency = 5;

    @Option(names = "--no-progress", description = "show no progress")
    boolean noProgress;

    @Option(names = "--json", description = "print results as JSON")
    boolean json;

    @Option(names = "--verbose", description = "one line a request, and stack traces")
    boolean verbose;

    @Option(names = "--stats", description = "at the end, the number of requests, bytes and seconds")
    boolean stats;
}
