package dev.portolan.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;

/** The words with which a shell completes an option's value or a parameter. */
final class CompletionWords {
    private CompletionWords() {}

    /** A kind of value. */
    enum Kind {
        FILE,
        REFERENCE,
        WORDS,
        OTHER
    }

    static Kind kind(ArgSpec argument) {
        if (!words(argument).isEmpty()) {
            return Kind.WORDS;
        }
        String label = argument.paramLabel();
        if (Stream.of("REF", "FROM", "TO").anyMatch(label::equals)) {
            return Kind.REFERENCE;
        }
        return Stream.of("FILE", "DIR", "PATH").anyMatch(label::startsWith) ? Kind.FILE : Kind.OTHER;
    }

    /** The values that a parameter may have, in lower case as the help has them; empty for any. */
    static List<String> words(ArgSpec argument) {
        String label = argument.paramLabel();
        if (label.matches("[a-z]+(\\|[a-z]+)+")) {
            return List.of(label.split("\\|"));
        }
        return argument.type().isEnum()
                ? Arrays.stream(argument.type().getEnumConstants())
                        .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                        .toList()
                : List.of();
    }
}
