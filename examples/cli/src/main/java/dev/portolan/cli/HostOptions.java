package dev.portolan.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** How to connect and log in to a registry. A command with two references also has each option for one of the two. */
final class HostOptions {
    @Option(
            names = "--plain-http",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "use HTTP without TLS (default for loopback addresses)")
    @Nullable
    Boolean plainHttp;

    @Option(names = "--insecure", description = "use TLS without verifying certificates")
    boolean insecure;

    @Option(names = "--ca-file", paramLabel = "FILE", description = "additional CA certificates to trust (PEM)")
    @Nullable
    Path caFile;

    @Option(names = "--cert-file", paramLabel = "FILE", description = "client certificate (PEM)")
    @Nullable
    Path certFile;

    @Option(names = "--key-file", paramLabel = "FILE", description = "private key of the client certificate (PEM)")
    @Nullable
    Path keyFile;

    @Option(
            names = {"-u", "--username"},
            paramLabel = "NAME",
            description = "user name, instead of stored credentials")
    @Nullable
    String username;

    @Option(names = "--password-stdin", description = "read the password from standard input")
    boolean passwordStdin;

    private String prefix = "--";

    /** Adds these options to a command, as {@code --SIDE-plain-http} and so on. */
    void addTo(CommandSpec command, String side) {
        prefix = "--" + side + "-";
        for (OptionSpec option : CommandSpec.forAnnotatedObject(this).options()) {
            command.addOption(OptionSpec.builder(option)
                    .names(prefix + option.longestName().substring(2))
                    .description(side.toUpperCase(Locale.ROOT) + ": " + option.description()[0])
                    .build());
        }
    }

    /** Returns the name under which the command line has one of these options. */
    String name(String option) {
        return prefix + option;
    }

    /** Returns whether the registry is named as one that speaks TLS: by any option that needs it. */
    boolean namesTls() {
        return insecure || caFile != null || certFile != null || keyFile != null;
    }

    /** Returns the value of {@code --plain-http}, or what the other options imply. */
    Optional<Boolean> plain() {
        return plainHttp != null ? Optional.of(plainHttp) : namesTls() ? Optional.of(false) : Optional.empty();
    }
}
