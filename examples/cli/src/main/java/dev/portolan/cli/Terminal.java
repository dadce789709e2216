package dev.portolan.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The terminal behind standard error. */
final class Terminal {
    /**
     * Set by the launcher if standard error is a terminal. {@link System#console} looks at the other two streams, and
     * in some versions of the JDK at none.
     */
    private static final String PROPERTY = "portolan.terminal";

    /** Set by the launcher if standard output is a terminal. */
    private static final String OUTPUT_PROPERTY = "portolan.terminal.output";

    private static final Pattern SIZE = Pattern.compile("\\s*([0-9]{1,5}) ([0-9]{1,5})\\s*");
    private static final Size USUAL = new Size(24, 80);

    private Terminal() {}

    /**
     * The size of a terminal.
     *
     * @param rows its height in lines
     * @param columns its width in characters
     */
    record Size(int rows, int columns) {}

    /** Returns whether standard error is a terminal that can move its cursor. */
    static boolean isPresent() {
        String type = System.getenv("TERM");
        return Boolean.getBoolean(PROPERTY) && type != null && !type.equals("dumb");
    }

    /** Whether standard output is a terminal, too. */
    static boolean showsOutput() {
        return isPresent() && Boolean.getBoolean(OUTPUT_PROPERTY);
    }

    /** The width of standard output; 0 if it is no terminal. */
    static int outputColumns() {
        return showsOutput() ? size().columns() : 0;
    }

    /** Its current size; 24 by 80 if that is unknown. */
    static Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            stty.waitFor(1, TimeUnit.SECONDS);
            Matcher matcher = SIZE.matcher(answer);
            if (matcher.matches()) {
                Size size = new Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
                return size.rows > 0 && size.columns > 0 ? size : USUAL;
            }
        } catch (IOException e) {
            // No stty, or no terminal of one's own.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return USUAL;
    }

    /** Returns the number of columns of a text: two for wide characters, none for combining ones. */
    static int width(String text) {
        return text.codePoints().map(Terminal::width).sum();
    }

    /** Returns the text, shortened in its middle to fit this many columns. */
    static String fit(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        if (columns < 4) {
            return start(text, Math.max(columns, 0));
        }
        int tail = (columns - 1) / 2;
        String reversed = new StringBuilder(text).reverse().toString();
        String end = new StringBuilder(start(reversed, tail)).reverse().toString();
        return start(text, columns - 1 - width(end)) + "…" + end;
    }

    private static String start(String text, int columns) {
        StringBuilder start = new StringBuilder();
        int used = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            used += width(c);
            if (used > columns) {
                break;
            }
            start.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return start.toString();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = c >= 0x1100 && c <= 0x115f
                || c >= 0x2e80 && c <= 0xa4cf
                || c >= 0xac00 && c <= 0xd7a3
                || c >= 0xf900 && c <= 0xfaff
                || c >= 0xfe30 && c <= 0xfe6f
                || c >= 0xff00 && c <= 0xff60
                || c >= 0xffe0 && c <= 0xffe6
                || c >= 0x1f300 && c <= 0x1faff
                || c >= 0x20000 && c <= 0x3fffd;
        return wide ? 2 : 1;
    }
}
