package dev.portolan.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Rules for the arguments of all commands. */
final class Arguments {
    private static final Map<String, Long> SMALLEST = Map.of("--retries", 0L, "--concurrency", 1L);
    private static final Map<String, Long> LARGEST = Map.of("--concurrency", 256L);

    private Arguments() {}

    /** Installs the checks and the converters of numbers. */
    static void install(CommandLine command) {
        command.registerConverter(int.class, integers());
        command.registerConverter(Integer.class, integers());
        command.registerConverter(long.class, Arguments::number);
        command.registerConverter(Long.class, Arguments::number);
        command.setExecutionStrategy(parsed -> {
            check(parsed);
            return new CommandLine.RunLast().execute(parsed);
        });
    }

    private static ITypeConverter<Integer> integers() {
        return text -> {
            long number = number(text);
            if (number != (int) number) {
                throw new TypeConversionException("'" + text + "' is too large");
            }
            return (int) number;
        };
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number");
        }
    }

    /** An empty argument is an unset variable of a script; it must not be taken for the current directory. */
    private static void check(ParseResult parsed) {
        for (ArgSpec argument : parsed.matchedArgs()) {
            if (argument.originalStringValues().stream().anyMatch(String::isBlank)) {
                throw new ParameterException(argument.command().commandLine(), name(argument) + " is empty");
            }
            if (argument instanceof OptionSpec option && option.getValue() instanceof Number number) {
                checkRange(option, number.longValue());
            }
        }
        if (parsed.hasSubcommand()) {
            check(parsed.subcommand());
        }
    }

    private static void checkRange(OptionSpec option, long value) {
        long smallest = SMALLEST.getOrDefault(option.longestName(), Long.MIN_VALUE);
        long largest = LARGEST.getOrDefault(option.longestName(), Long.MAX_VALUE);
        if (value < smallest || value > largest) {
            throw new ParameterException(
                    option.command().commandLine(),
                    option.longestName() + " takes " + smallest
                            + (largest == Long.MAX_VALUE ? " or more" : " to " + largest) + ", not " + value);
        }
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? "the value of " + option.longestName() : argument.paramLabel();
    }
}
