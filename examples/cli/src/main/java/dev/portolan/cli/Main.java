package dev.portolan.cli;

import picocli.CommandLine;

/** The {@code portolan} command. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line, ready to execute; its streams can be replaced. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Portolan());
        commandLine.setExecutionExceptionHandler(Failures::report);
        commandLine.setParameterExceptionHandler(Failures::reportUsage);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        return commandLine;
    }
}
