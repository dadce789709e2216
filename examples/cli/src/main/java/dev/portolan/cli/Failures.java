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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Reports failures: one or two lines on standard error, and an exit code. */
final class Failures {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final Map<Class<?>, Integer> EXIT_CODES = Map.of(
            InvalidReferenceException.class, USAGE,
            NotFoundException.class, 3,
            UnauthenticatedException.class, 4,
            DeniedException.class, 4,
            UntrustedException.class, 4,
            ContentMismatchException.class, 5,
            InvalidManifestException.class, 5,
            InvalidArchiveException.class, 5,
            UnreachableException.class, 6,
            ThrottledException.class, 6);

    private static final Pattern HOST_OPTION =
            Pattern.compile("--(ca-file|cert-file|key-file|plain-http|insecure|username|password-stdin)\\b");

    private Failures() {}

    static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (failure instanceof CommandLine.ParameterException usage) {
            return reportUsage(usage, new String[0]);
        }
        if (failure instanceof OutputFailure output && output.readerWentAway()) {
            return FAILED; // the reader has seen enough
        }
        PrintWriter err = command.getErr();
        err.println("portolan: " + Secrets.masked(sided(text(failure), command)));
        if (command.getCommandSpec().userObject() instanceof ClientCommand client
                && client.options.verbose.length > 1) {
            failure.printStackTrace(err);
        }
        err.flush();
        return exitCode(failure);
    }

    static int reportUsage(CommandLine.ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("portolan: " + Secrets.masked(usage(failure)));
        if (!(failure.getCause() instanceof InvalidReferenceException)) {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        err.flush();
        return USAGE;
    }

    private static String usage(CommandLine.ParameterException failure) {
        List<String> unknown = failure.getCommandLine().getUnmatchedArguments().stream()
                .filter(argument -> argument.startsWith("-"))
                .toList();
        // first of all: whatever is wrong with the word after it, that word is a password
        Optional<String> password = unknown.stream()
                .filter(option -> !passwordAdvice(option).isEmpty())
                .findFirst();
        boolean lacks = failure instanceof CommandLine.MissingParameterException && !unknown.isEmpty();
        if (password.isPresent() || lacks) {
            return unknownOption(password.orElseGet(() -> unknown.get(0)), failure.getCommandLine());
        }
        if (failure.getCause() instanceof InvalidReferenceException malformed) {
            return String.valueOf(malformed.getMessage());
        }
        if (!(failure instanceof CommandLine.UnmatchedArgumentException unmatched)) {
            String message = Objects.requireNonNull(failure.getMessage())
                    .replaceFirst("^Missing required (parameters?|options?)", "missing $1")
                    .replaceFirst("positional parameter at index \\d+ \\((.*?)\\): ", "$1: ");
            // picocli's sentences begin with a capital; the name of a parameter, such as FILE, stays.
            return message.matches("(?s)[A-Z][a-z].*")
                    ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1)
                    : message;
        }
        String argument = unmatched.getUnmatched().get(0);
        if (unmatched.isUnknownOption()) {
            return unknownOption(argument, failure.getCommandLine());
        }
        if (!failure.getCommandLine().getSubcommands().isEmpty()) {
            return "there is no command '" + argument + "'" + suggestion(argument, unmatched);
        }
        boolean credentials = failure.getCommandLine().getCommandSpec().userObject() instanceof LoginCommand;
        return credentials
                ? "unexpected argument; pass the user name with -u, and the password with --password-stdin"
                : "unexpected argument '" + argument + "'";
    }

    private static String unknownOption(String argument, CommandLine command) {
        String option = Secrets.optionName(argument);
        String advice = passwordAdvice(option);
        List<String> options = command.getCommandSpec().options().stream()
                .flatMap(known -> Stream.of(known.names()))
                .toList();
        return "unknown option '" + option + "'" + (advice.isEmpty() ? Suggestions.of(option, options) : advice);
    }

    private static String passwordAdvice(String option) {
        return option.startsWith("-p") || option.startsWith("--password")
                ? "; pass the password on standard input with --password-stdin"
                : "";
    }

    private static String suggestion(String argument, CommandLine.UnmatchedArgumentException unmatched) {
        String elsewhere = Commands.elsewhere(argument);
        return elsewhere.isEmpty() ? Suggestions.of(argument, unmatched.getSuggestions()) : "; use `" + elsewhere + "`";
    }

    /** If a command has two references, the advice names the option of the side that failed. */
    private static String sided(String text, CommandLine command) {
        if (!(command.getCommandSpec().userObject() instanceof ClientCommand client)) {
            return text;
        }
        List<Side> concerned =
                client.sides().stream().filter(side -> side.isNamedIn(text)).toList();
        return concerned.size() == 1
                ? HOST_OPTION.matcher(text).replaceAll("--" + concerned.get(0).prefix() + "-$1")
                : text;
    }

    /** Our own errors explain themselves; for others, the message needs the kind of error. */
    private static String text(Exception failure) {
        if (failure instanceof CancelledException) {
            return "interrupted";
        }
        if (failure instanceof OciException known) {
            return CommandAdvice.message(known);
        }
        if (failure instanceof IllegalArgumentException || failure instanceof OutputFailure) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof UncheckedIOException wrapper) {
            return FileErrors.text(Objects.requireNonNull(wrapper.getCause()));
        }
        if (failure instanceof IOException io) {
            return FileErrors.text(io);
        }
        return "internal error: " + failure.getMessage() + "; add --verbose --verbose for the stack trace";
    }

    private static int exitCode(Exception failure) {
        return failure instanceof IllegalArgumentException
                ? USAGE
                : EXIT_CODES.getOrDefault(failure.getClass(), FAILED);
    }
}
