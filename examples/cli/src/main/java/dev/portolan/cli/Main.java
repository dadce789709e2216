package dev.portolan.cli;

import picocli.CommandLine;

/** The {@code portolan} command. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine(args).execute(args));
    }

    /** The command line that these arguments need, ready to execute; its streams can be replaced. */
    static CommandLine commandLine(String... args) {
        CommandLine commandLine = Commands.commandLine(args);
        commandLine.setExecutionExceptionHandler(Failures::report);
        commandLine.setParameterExceptionHandler(Failures::reportUsage);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        return commandLine;
    }
}
