package dev.portolan.cli;

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
import java.io.PrintWriter;
import picocli.CommandLine;

/** Failures as one line on standard error and an exit code. */
final class Failures {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int NOT_FOUND = 3;
    private static final int NOT_ALLOWED = 4;
    private static final int NOT_GOOD = 5;
    private static final int UNREACHABLE = 6;

    private Failures() {}

    static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
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
        err.println("portolan: " + failure.getMessage());
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return USAGE;
    }

    /** An error of ours says all itself; of any other, the kind is needed to make sense of the message. */
    private static String text(Exception failure) {
        String message = failure.getMessage();
        if (message == null) {
            return failure.getClass().getSimpleName();
        }
        boolean ours = failure instanceof OciException || failure instanceof IllegalArgumentException;
        return ours ? message : failure.getClass().getSimpleName() + ": " + message;
    }

    private static int exitCode(Exception failure) {
        if (failure instanceof InvalidReferenceException || failure instanceof IllegalArgumentException) {
            return USAGE;
        }
        if (failure instanceof NotFoundException) {
            return NOT_FOUND;
        }
        if (failure instanceof UnauthenticatedException || failure instanceof DeniedException) {
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
