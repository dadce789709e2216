package dev.portolan.examples.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/** A line chart as SVG, with one line per program. */
final class Plot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 360;
    private static final int LEFT = 60;
    private static final int RIGHT = 600;
    private static final int TOP = 50;
    private static final int BOTTOM = 300;
    private static final int LINE_HEIGHT = 16;
    private static final List<String> COLORS =
            List.of("#0b6e99", "#d1495b", "#66a182", "#8d6a9f", "#c77d0a", "#555555");

    private final String title;
    private final String across;
    private final String up;
    private final Axes axes;

    /** Which axes are logarithmic; the others start at zero. */
    enum Axes {
        LINEAR,
        LOGARITHMIC_ACROSS,
        LOGARITHMIC
    }

    /** A chart whose axes have these labels. */
    Plot(String title, String across, String up, Axes axes) {
        this.title = title;
        this.across = across;
        this.up = up;
        this.axes = axes;
    }

    /** Draws lines, each named, from x to y. Values on a logarithmic axis are above zero. */
    String svg(Map<String, SortedMap<Double, Double>> lines) {
        TreeSet<Double> columns = new TreeSet<>();
        TreeSet<Double> values = new TreeSet<>();
        for (SortedMap<Double, Double> line : lines.values()) {
            columns.addAll(line.keySet());
            values.addAll(line.values());
        }
        List<Double> rows = axes == Axes.LOGARITHMIC
                ? powersOfTen(values.first(), values.last())
                : steps(values.isEmpty() ? 1 : values.last());
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='12'>",
                WIDTH,
                HEIGHT);
        add(svg, "<rect width='%d' height='%d' fill='white'/>", WIDTH, HEIGHT);
        int middle = (LEFT + RIGHT) / 2;
        add(svg, "<text x='%d' y='24' text-anchor='middle' font-size='15'>%s</text>", middle, title);
        add(svg, "<text x='%d' y='%d' text-anchor='middle'>%s</text>", middle, HEIGHT - 12, across);
        add(svg, "<text x='14' y='%d' text-anchor='middle' transform='rotate(-90 14 %1$d)'>%s</text>", HEIGHT / 2, up);
        for (double row : rows) {
            double y = y(row, rows);
            add(svg, "<line x1='%d' x2='%d' y1='%.1f' y2='%3$.1f' stroke='#ddd'/>", LEFT, RIGHT, y);
            add(svg, "<text x='%d' y='%.1f' text-anchor='end'>%s</text>", LEFT - 6, y + 4, number(row));
        }
        for (double column : columns) {
            String text = number(column);
            add(svg, "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>", x(column, columns), BOTTOM + 18, text);
        }
        Iterator<String> colors = COLORS.iterator();
        List<Drawn> drawn = new ArrayList<>();
        lines.forEach((name, line) -> {
            String color = colors.hasNext() ? colors.next() : "black";
            drawn.add(new Drawn(name, color, line(svg, line, color, columns, rows)));
        });
        names(svg, drawn);
        return svg.append("</svg>\n").toString();
    }

    /** A line that was drawn, and the height of its end. */
    private record Drawn(String name, String color, double end) {}

    /** Draws a line; returns the height of its end. */
    private double line(
            StringBuilder svg,
            SortedMap<Double, Double> line,
            String color,
            TreeSet<Double> columns,
            List<Double> rows) {
        StringBuilder points = new StringBuilder();
        double end = BOTTOM;
        for (Map.Entry<Double, Double> point : line.entrySet()) {
            double x = x(point.getKey(), columns);
            end = y(point.getValue(), rows);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, end));
            add(svg, "<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>", x, end, color);
        }
        add(
                svg,
                "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>",
                points.toString().trim(),
                color);
        return end;
    }

    /** Writes each name at the end of its line, and below the one before it where two lines end together. */
    private static void names(StringBuilder svg, List<Drawn> lines) {
        double lowest = TOP - LINE_HEIGHT;
        for (Drawn line :
                lines.stream().sorted(Comparator.comparingDouble(Drawn::end)).toList()) {
            lowest = Math.max(line.end(), lowest + LINE_HEIGHT);
            add(svg, "<text x='%d' y='%.1f' fill='%s'>%s</text>", RIGHT + 10, lowest + 4, line.color(), line.name());
        }
    }

    private double x(double column, TreeSet<Double> columns) {
        return LEFT + share(column, columns.first(), columns.last(), axes != Axes.LINEAR) * (RIGHT - LEFT);
    }

    private double y(double value, List<Double> rows) {
        double share = share(value, rows.get(0), rows.get(rows.size() - 1), axes == Axes.LOGARITHMIC);
        return BOTTOM - share * (BOTTOM - TOP);
    }

    private static double share(double value, double from, double to, boolean logarithmic) {
        if (to <= from) {
            return 0.5;
        }
        return logarithmic ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
    }

    /** Returns zero and a few round numbers, of which the last is not below the largest value. */
    private static List<Double> steps(double largest) {
        double power = Math.pow(10, Math.floor(Math.log10(largest)));
        double share = largest / power;
        double step = power * (share <= 2 ? 0.5 : share <= 5 ? 1 : 2);
        List<Double> steps = new ArrayList<>(List.of(0.0));
        while (steps.get(steps.size() - 1) < largest) {
            steps.add(steps.size() * step);
        }
        return steps;
    }

    private static List<Double> powersOfTen(double smallest, double largest) {
        List<Double> powers = new ArrayList<>();
        double exponent = Math.floor(Math.log10(smallest));
        do {
            powers.add(Math.pow(10, exponent++));
        } while (powers.get(powers.size() - 1) < largest);
        return powers;
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : Double.toString(Math.round(value * 1000) / 1000.0);
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
