package dev.portolan.cli;

import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.ThrottledException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnreachableException;
import dev.portolan.error.UntrustedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;

/** Failures as one or two lines on standard error and an exit code. */
final class Failures {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int NOT_FOUND = 3;
    private static final int NOT_ALLOWED = 4;
    private static final int NOT_GOOD = 5;
    private static final int UNREACHABLE = 6;

    private Failures() {}

    static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (failure instanceof OutputFailure output && output.readerWentAway()) {
            return FAILED; // whoever read it has seen enough
        }
        PrintWriter err = command.getErr();
        err.println("portolan: " + text(failure));
        if (command.getCommandSpec().userObject() instanceof ClientCommand client && client.options.verbose) {
            failure.printStackTrace(err);
        }
        err.flush();
        return exitCode(failure);
    }

    static int reportUsage(CommandLine.ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("portolan: " + usage(failure));
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return USAGE;
    }

    private static String usage(CommandLine.ParameterException failure) {
        if (!(failure instanceof CommandLine.UnmatchedArgumentException unmatched) || unmatched.isUnknownOption()) {
            return Objects.requireNonNull(failure.getMessage());
        }
        String argument = "'" + unmatched.getUnmatched().get(0) + "'";
        boolean takesCommands = !failure.getCommandLine().getSubcommands().isEmpty();
        return takesCommands
                ? "there is no command " + argument + suggestion(unmatched)
                : "unexpected argument " + argument;
    }

    private static String suggestion(CommandLine.UnmatchedArgumentException unmatched) {
        List<String> similar = unmatched.getSuggestions();
        return similar.isEmpty() ? "" : "; did you mean '" + similar.get(0) + "'?";
    }

    /** An error of ours says all itself; of any other, the kind is needed to make sense of the message. */
    private static String text(Exception failure) {
        if (failure instanceof CancelledException) {
            return "interrupted";
        }
        if (failure instanceof OciException
                || failure instanceof IllegalArgumentException
                || failure instanceof OutputFailure) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof UncheckedIOException wrapper) {
            return FileErrors.text(Objects.requireNonNull(wrapper.getCause()));
        }
        if (failure instanceof IOException io) {
            return FileErrors.text(io);
        }
        String kind = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? kind : kind + ": " + failure.getMessage();
    }

    private static int exitCode(Exception failure) {
        if (failure instanceof InvalidReferenceException || failure instanceof IllegalArgumentException) {
            return USAGE;
        }
        if (failure instanceof NotFoundException) {
            return NOT_FOUND;
        }
        if (failure instanceof UnauthenticatedException
                || failure instanceof DeniedException
                || failure instanceof UntrustedException) {
            return NOT_ALLOWED;
        }
        if (failure instanceof ContentMismatchException
                || failure instanceof InvalidManifestException
                || failure instanceof InvalidArchiveException) {
            return NOT_GOOD;
        }
        if (failure instanceof UnreachableException || failure instanceof ThrottledException) {
            return UNREACHABLE;
        }
        return FAILED;
    }
}
