package dev.portolan.signatures.internal;

/** Text of strangers, made safe and short for a message. */
public final class Quoted {
    private static final int LONGEST = 120;

    private Quoted() {}

    /** The text in quotation marks, with its control characters replaced and cut after 120 characters. */
    public static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().limit(LONGEST).forEach(c -> {
            boolean plain = c >= ' ' && c != 0x7f && !(c >= 0x80 && c < 0xa0) && !Character.isSurrogate((char) c);
            quoted.append(plain && Character.getType(c) != Character.FORMAT ? (char) c : '?');
        });
        return quoted.append(text.length() > LONGEST ? "…\"" : "\"").toString();
    }
}
