package dev.portolan.cli;

import dev.portolan.error.Text;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps secrets and control characters in arguments out of messages. */
final class Secrets {
    private static final Pattern WORD = Pattern.compile("[^\\s\"'`]+");

    private Secrets() {}

    /** Returns the text on one line, with {@code user:password@} masked before every host. */
    static String masked(String text) {
        return WORD.matcher(Text.clean(text))
                .replaceAll(word -> Matcher.quoteReplacement(Text.hideCredentials(word.group())));
    }

    /** Returns the name of an option, without a value in the same word. */
    static String optionName(String argument) {
        int equals = argument.indexOf('=');
        if (argument.startsWith("--")) {
            return equals < 0 ? argument : argument.substring(0, equals);
        }
        return argument.substring(0, Math.min(2, argument.length()));
    }
}
