package dev.portolan.fs.files;

/** Text from outside as messages show it: short, in quotes, without control characters. */
public final class Shown {
    private static final int LONGEST = 200;

    private Shown() {}

    /** The text in quotes; what cannot be printed is written as an escape. */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(text.length() > LONGEST ? "…\"" : "\"").toString();
    }
}
