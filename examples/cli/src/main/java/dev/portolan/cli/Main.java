package dev.portolan.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code portolan} command. */
@Command(
        name = "portolan",
        description = "Moves OCI artifacts between registries, layouts, archives and memory.",
        mixinStandardHelpOptions = true,
        version = "portolan 0.1.0-SNAPSHOT")
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
