package dev.portolan.cli;

import java.util.List;
import java.util.regex.Pattern;

/** Lays out the texts of a help page for the width of a terminal, also below the 55 columns that picocli needs. */
final class HelpLayout {
    /** Below this width, a description is on the lines under its label. */
    private static final int STACKED = 55;

    private static final int WIDE = 72;
    private static final int GAP = 2;
    private static final int STACKED_INDENT = 8;
    private static final int EXAMPLE_INDENT = 2;
    private static final int CONTINUED_INDENT = 6;

    private static final Pattern COLOR = Pattern.compile("\u001b\\[[0-9;]*m");

    private final int columns;

    HelpLayout(int columns) {
        this.columns = columns;
    }

    /**
     * A line of a table.
     *
     * @param label may contain colors
     */
    record Row(String label, String description) {}

    /** Returns labels and descriptions in two columns; one below the other on a narrow terminal. */
    String table(List<Row> rows) {
        boolean stacked = columns < STACKED;
        int longest = columns < WIDE ? 22 : 29;
        int start = GAP
                + rows.stream()
                        .mapToInt(row -> width(row.label))
                        .filter(width -> width <= longest)
                        .max()
                        .orElse(longest);
        StringBuilder table = new StringBuilder();
        for (Row row : rows) {
            int indent = stacked ? STACKED_INDENT : start;
            int free = start - width(row.label);
            boolean below = stacked || free < GAP;
            table.append(row.label).append(below ? "\n" + " ".repeat(indent) : " ".repeat(free));
            table.append(wrapped(row.description, indent, indent, ""));
        }
        return table.toString();
    }

    /** Returns a text, with its lines broken between words. */
    String paragraph(String text) {
        return paragraph(text, 0, 0);
    }

    /**
     * Returns a text, with its lines broken between words.
     *
     * @param used how much of the first line is used already
     * @param indent the indent of the other lines
     */
    String paragraph(String text, int used, int indent) {
        return wrapped(text, used, indent, "");
    }

    /** Returns a command that can be pasted; a backslash ends each line but the last. */
    String example(String command) {
        return " ".repeat(EXAMPLE_INDENT) + wrapped(command, EXAMPLE_INDENT, CONTINUED_INDENT, " \\");
    }

    private String wrapped(String text, int first, int next, String broken) {
        StringBuilder to = new StringBuilder();
        int used = first;
        boolean start = true;
        String[] words = text.strip().split("\\s+");
        for (int i = 0; i < words.length; i++) {
            int reserved = i == words.length - 1 ? 0 : broken.length();
            if (!start && used + 1 + width(words[i]) + reserved > columns) {
                to.append(broken).append('\n').append(" ".repeat(next));
                used = next;
                start = true;
            }
            to.append(start ? "" : " ").append(words[i]);
            used += width(words[i]) + (start ? 0 : 1);
            start = false;
        }
        return to.append('\n').toString();
    }

    private static int width(String text) {
        return COLOR.matcher(text).replaceAll("").length();
    }
}
