package dev.portolan.cli;

import java.util.regex.Pattern;

/** Text as one word of a shell command, which users may paste. */
final class ShellWord {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@=+,%-]+");

    private ShellWord() {}

    /** Returns the text itself, or in single quotes if a shell would read it as something else. */
    static String quoted(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
