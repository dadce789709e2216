package dev.portolan.cli;

import picocli.CommandLine;

/** The {@code portolan} command. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String... args) {
        try (Interruption interruption = Interruption.watch()) {
            int exitCode = commandLine(args).setOut(StandardOutput.open()).execute(args);
            interruption.ended(exitCode);
            return exitCode;
        }
    }

    /** The command line that these arguments need, ready to execute; its streams can be replaced. */
    static CommandLine commandLine(String... args) {
        CommandLine commandLine = Commands.commandLine(args);
        commandLine.setExecutionExceptionHandler(Failures::report);
        commandLine.setParameterExceptionHandler(Failures::reportUsage);
        // A file may be called @notes.txt; it is not one of arguments.
        commandLine.setExpandAtFiles(false);
        commandLine.registerConverter(
                dev.portolan.fs.pack.Compression.class, EnumArgument.of(dev.portolan.fs.pack.Compression.class));
        commandLine.registerConverter(
                dev.portolan.archive.Compression.class, EnumArgument.of(dev.portolan.archive.Compression.class));
        return commandLine;
    }
}
