package dev.portolan.error;

import java.util.List;

/**
 * Prepares text from outside, such as titles, annotations, file names and the messages of servers, for people to read:
 * in an error, on a terminal, in a log.
 *
 * @since 0.1.0
 */
public final class Text {
    /** The longest text that {@link #clean(String)} returns, in characters. */
    public static final int LONGEST = 1000;

    private static final int LONGEST_QUOTE = 200;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;
    /** The start of a digest, which may follow an {@code @} in a reference. */
    private static final List<String> DIGESTS = List.of("sha256:", "sha384:", "sha512:");

    private Text() {}

    /**
     * Returns the text as one line of at most {@value #LONGEST} characters that is safe to print on a terminal.
     * Control characters, separators of lines, invisible format characters (those that change the direction of text
     * among them) and unpaired surrogates become escapes such as {@code \\u001b}.
     */
    public static String clean(String text) {
        return clean(text, LONGEST);
    }

    /** Returns the text as {@link #clean(String)} does, cut after {@code longest} characters, which is at least 1. */
    public static String clean(String text, int longest) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), longest));
        int end = 0; // the longest prefix that leaves room for the ellipsis
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (isShownAsItIs(c)) {
                clean.appendCodePoint(c);
            } else {
                for (int j = i; j < next; j++) {
                    clean.append(String.format("\\u%04x", (int) text.charAt(j)));
                }
            }
            if (clean.length() > longest) {
                clean.setLength(end);
                return clean.append('…').toString();
            }
            end = clean.length() < longest ? clean.length() : end;
            i = next;
        }
        return clean.toString();
    }

    /** Returns the text in quotation marks: cleaned, without credentials, and cut after 200 characters. */
    public static String quote(String text) {
        return '"' + clean(hideCredentials(text), LONGEST_QUOTE) + '"';
    }

    /**
     * Replaces the user and password of an address or reference, such as {@code user:password@host/name}, by
     * {@code ***}. The {@code @} before a digest starts no host.
     */
    public static String hideCredentials(String address) {
        int start = address.indexOf("://");
        start = start < 0 ? 0 : start + 3;
        int at = lastAt(address);
        if (at < start) {
            return address;
        }
        int colon = address.indexOf(':', start);
        boolean password = colon >= 0 && colon < at;
        if (!password && start > 0) {
            // A user without a password, which may be a token; but no @ in a path.
            int slash = address.indexOf('/', start);
            password = slash < 0 || at < slash;
        }
        return password ? address.substring(0, start) + "***" + address.substring(at) : address;
    }

    /** Returns whether the text has a user or password before a host, as {@link #hideCredentials} finds them. */
    public static boolean holdsCredentials(String address) {
        return !hideCredentials(address).equals(address);
    }

    /** Cleans a part of a message and hides the credentials in each of its words. */
    static String message(String text) {
        String clean = clean(text);
        if (clean.indexOf('@') < 0) {
            return clean;
        }
        StringBuilder message = new StringBuilder();
        int word = 0;
        for (int i = 0; i <= clean.length(); i++) {
            if (i == clean.length() || isBetweenWords(clean.charAt(i))) {
                message.append(hideCredentials(clean.substring(word, i)));
                message.append(clean, i, Math.min(i + 1, clean.length()));
                word = i + 1;
            }
        }
        return message.toString();
    }

    private static boolean isBetweenWords(char c) {
        return Character.isWhitespace(c) || c == '"';
    }

    /** Returns the last {@code @} that no digest follows; -1 if there is none. */
    private static int lastAt(String address) {
        int at = address.lastIndexOf('@');
        while (at >= 0 && isDigest(address, at + 1)) {
            at = address.lastIndexOf('@', at - 1);
        }
        return at;
    }

    private static boolean isDigest(String text, int from) {
        return DIGESTS.stream().anyMatch(algorithm -> text.startsWith(algorithm, from));
    }

    private static boolean isShownAsItIs(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.FORMAT -> c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER;
            default -> true;
        };
    }
}
