package dev.portolan.cli;

import dev.portolan.fs.pack.Compression;
import dev.portolan.model.Reference;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
            int exitCode = execute(StandardOutput.open(), null, args);
            interruption.ended(exitCode);
            return exitCode;
        }
    }

    /** Runs the command; without {@code err}, messages go to standard error. */
    static int execute(PrintWriter out, @Nullable PrintWriter err, String... args) {
        String[] arguments = Commands.commandFirst(args);
        CommandLine commandLine = commandLine(arguments).setOut(out);
        if (err != null) {
            commandLine.setErr(err);
        }
        int exitCode = commandLine.execute(Stream.of(arguments)
                .map(argument -> argument.equals(Help.ALL) ? "--help" : argument)
                .toArray(String[]::new));
        return exitCode == 0 ? written(out, commandLine) : exitCode;
    }

    /** Returns the exit code of a command that did its work: help, for one, is printed by picocli, unchecked. */
    private static int written(PrintWriter out, CommandLine commandLine) {
        try {
            Output.check(out);
            return 0;
        } catch (OutputFailure e) {
            return Failures.report(e, commandLine, commandLine.getParseResult());
        }
    }

    /** Returns the command line that these arguments need, ready to execute. */
    static CommandLine commandLine(String... args) {
        CommandLine commandLine = Commands.commandLine(args);
        commandLine.setExecutionExceptionHandler(Failures::report);
        commandLine.setParameterExceptionHandler(Failures::reportUsage);
        // A file may be called @notes.txt; picocli would read arguments from notes.txt.
        commandLine.setExpandAtFiles(false);
        commandLine.registerConverter(Reference.class, ReferenceArgument::parse);
        commandLine.registerConverter(Endpoint.class, Endpoint::parse);
        commandLine.registerConverter(CompletionCommand.Shell.class, EnumArgument.of(CompletionCommand.Shell.class));
        commandLine.registerConverter(Compression.class, EnumArgument.of(Compression.class));
        Arguments.install(commandLine);
        return Help.install(commandLine, List.of(args).contains(Help.ALL));
    }
}
