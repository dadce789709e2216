package dev.portolan.cli;

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
        return commandLine.execute(Stream.of(arguments)
                .map(argument -> argument.equals(Help.ALL) ? "--help" : argument)
                .toArray(String[]::new));
    }

    /** Returns the command line that these arguments need, ready to execute. */
    static CommandLine commandLine(String... args) {
        CommandLine commandLine = Commands.commandLine(args);
        commandLine.setExecutionExceptionHandler(Failures::report);
        commandLine.setParameterExceptionHandler(Failures::reportUsage);
        // A file may be called @notes.txt; picocli would read arguments from notes.txt.
        commandLine.setExpandAtFiles(false);
        commandLine.registerConverter(Reference.class, Reference::parse);
        commandLine.registerConverter(RegistryHost.class, RegistryHost::parse);
        commandLine.registerConverter(CompletionCommand.Shell.class, EnumArgument.of(CompletionCommand.Shell.class));
        commandLine.registerConverter(
                dev.portolan.fs.pack.Compression.class, EnumArgument.of(dev.portolan.fs.pack.Compression.class));
        commandLine.registerConverter(
                dev.portolan.archive.Compression.class, EnumArgument.of(dev.portolan.archive.Compression.class));
        return Help.install(commandLine, List.of(args).contains(Help.ALL));
    }
}
