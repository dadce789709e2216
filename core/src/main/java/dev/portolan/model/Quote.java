package dev.portolan.model;

/** Text from outside, made safe and short for a message. */
final class Quote {
    private static final int LONGEST = 200;

    private Quote() {}

    /** The text in quotation marks, without control characters, cut after 200 characters. */
    static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append(text.length() > LONGEST ? "…\"" : "\"").toString();
    }

    /** Says why text from outside cannot be a name; empty when it can. */
    static String fault(String text, int longest) {
        if (text.isEmpty()) {
            return "it is empty";
        }
        if (text.length() > longest) {
            return "it has " + text.length() + " characters, the limit is " + longest;
        }
        return text.codePoints().anyMatch(Quote::unprintable) ? "it has control characters" : "";
    }

    private static boolean unprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Names the first character that is neither a letter, a digit nor one of the others; counts from 1. */
    static String firstBad(String text, String others) {
        if (text.isEmpty()) {
            return "it is empty";
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean good =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || others.indexOf(c) >= 0;
            if (!good || (i == 0 && (c == '.' || c == '-'))) {
                return "character " + (i + 1) + " is " + of(String.valueOf(c));
            }
        }
        return "it does not follow the grammar";
    }
}
