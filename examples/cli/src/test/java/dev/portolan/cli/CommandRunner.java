package dev.portolan.cli;

import java.nio.file.Path;
import java.util.Arrays;

/** Runs the commands of documentation pages unchanged, in their own process and directory. */
public final class CommandRunner {
    private final Path directory;
    private final String documented;
    private final String real;

    /**
     * The output and exit code of a command.
     *
     * @param exit its exit code
     * @param out standard output
     * @param err standard error
     */
    public record Outcome(int exit, String out, String err) {}

    /** A runner in a directory that replaces the registry of the page by a real one. */
    public CommandRunner(Path directory, String documented, String real) {
        this.directory = directory;
        this.documented = documented;
        this.real = real;
    }

    /** Runs one command, without the word {@code portolan}. */
    public Outcome run(String command) {
        Object[] arguments = Arrays.stream(
                        command.replace(documented, real).trim().split(" +"))
                .toArray();
        Cli cli = new CliProcess()
                .in(directory)
                .with("DOCKER_CONFIG", directory.resolve("docker"))
                .run(arguments);
        return new Outcome(cli.exit(), cli.out(), cli.err());
    }
}
