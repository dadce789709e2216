package dev.portolan.examples.benchmarks;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** A line chart as SVG: one line per program, both axes from zero, or the horizontal one logarithmic. */
final class Plot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int MARGIN = 60;
    private static final List<String> COLORS = List.of("#0b6e99", "#d1495b", "#66a182", "#8d6a9f");

    private final String title;
    private final String across;
    private final String up;
    private final boolean logarithmic;

    /** A chart whose axes have these labels. */
    Plot(String title, String across, String up, boolean logarithmic) {
        this.title = title;
        this.across = across;
        this.up = up;
        this.logarithmic = logarithmic;
    }

    /** Draws lines, each named, from x to y. */
    String svg(Map<String, SortedMap<Double, Double>> lines) {
        double left =
                lines.values().stream().mapToDouble(SortedMap::firstKey).min().orElse(0);
        double right =
                lines.values().stream().mapToDouble(SortedMap::lastKey).max().orElse(1);
        double top = lines.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='12'>",
                WIDTH,
                HEIGHT);
        add(svg, "<rect width='%d' height='%d' fill='white'/>", WIDTH, HEIGHT);
        add(svg, "<text x='%d' y='24' text-anchor='middle' font-size='15'>%s</text>", WIDTH / 2, title);
        add(svg, "<text x='%d' y='%d' text-anchor='middle'>%s</text>", WIDTH / 2, HEIGHT - 12, across);
        add(svg, "<text x='14' y='%d' text-anchor='middle' transform='rotate(-90 14 %1$d)'>%s</text>", HEIGHT / 2, up);
        for (int i = 0; i <= 4; i++) {
            double y = HEIGHT - MARGIN - i * (HEIGHT - 2.0 * MARGIN) / 4;
            add(svg, "<line x1='%d' x2='%d' y1='%.1f' y2='%3$.1f' stroke='#ddd'/>", MARGIN, WIDTH - MARGIN, y);
            add(svg, "<text x='%d' y='%.1f' text-anchor='end'>%s</text>", MARGIN - 6, y + 4, number(top * i / 4));
        }
        Iterator<String> colors = COLORS.iterator();
        int line = 0;
        for (Map.Entry<String, SortedMap<Double, Double>> each : lines.entrySet()) {
            String color = colors.hasNext() ? colors.next() : "black";
            StringBuilder points = new StringBuilder();
            for (Map.Entry<Double, Double> point : each.getValue().entrySet()) {
                double x = MARGIN + share(point.getKey(), left, right) * (WIDTH - 2.0 * MARGIN);
                double y = HEIGHT - MARGIN - point.getValue() / top * (HEIGHT - 2.0 * MARGIN);
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
                add(svg, "<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>", x, y, color);
                if (line == 0) {
                    add(
                            svg,
                            "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
                            x,
                            HEIGHT - MARGIN + 18,
                            number(point.getKey()));
                }
            }
            add(
                    svg,
                    "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>",
                    points.toString().trim(),
                    color);
            add(
                    svg,
                    "<text x='%d' y='%d' fill='%s'>%s</text>",
                    MARGIN + 10,
                    MARGIN + 16 * line++,
                    color,
                    each.getKey());
        }
        return svg.append("</svg>\n").toString();
    }

    private double share(double x, double left, double right) {
        if (right <= left) {
            return 0.5;
        }
        return logarithmic && left > 0 ? Math.log(x / left) / Math.log(right / left) : (x - left) / (right - left);
    }

    private static String number(double value) {
        return value >= 100 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
