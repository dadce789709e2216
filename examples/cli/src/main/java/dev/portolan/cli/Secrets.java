package dev.portolan.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps secrets that someone typed into an argument out of messages. */
final class Secrets {
    /** What stands before an at sign in one word; behind a digest's at sign stands its algorithm. */
    private static final Pattern USER_INFO = Pattern.compile(
            "(?<![^\\s\"'`(=])((?:[A-Za-z][A-Za-z0-9+.-]*://)?)[^\\s\"'`@/:]*:[^\\s\"'`]*@(?!sha[0-9]+:)");

    private static final Pattern LOCAL = Pattern.compile("(?:oci|oci-layout|oci-archive|docker-archive|memory):[^/].*");

    private Secrets() {}

    /** The text with {@code user:password@} masked wherever it stands before a host. */
    static String masked(String text) {
        if (text.indexOf('@') < 0) {
            return text;
        }
        return USER_INFO
                .matcher(text)
                .replaceAll(found -> LOCAL.matcher(found.group()).matches()
                        ? Matcher.quoteReplacement(found.group())
                        : found.group(1) + "***@");
    }

    /** The name of an option, without a value that stands in the same word. */
    static String optionName(String argument) {
        int equals = argument.indexOf('=');
        if (argument.startsWith("--")) {
            return equals < 0 ? argument : argument.substring(0, equals);
        }
        return argument.substring(0, Math.min(2, argument.length()));
    }
}
