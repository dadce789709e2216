package dev.portolan.examples.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options of a comparison.
 *
 * @param runs of each program and job
 * @param roundTrip in milliseconds
 * @param rate of each connection, in megabytes per second
 * @param smaller the factor by which the large files shrink
 * @param blobs the numbers of blobs to plot
 * @param growth the numbers of items for which the cost of each is plotted
 * @param plots the folder for plots; null for none
 */
record Settings(
        int runs,
        int roundTrip,
        long rate,
        int smaller,
        List<Integer> blobs,
        List<Integer> growth,
        boolean growthOnly,
        @Nullable Path plots) {
    static final String HELP = """
            Options:
              --runs=N            runs of each program and job (5)
              --rtt=MS            round trip in milliseconds (40)
              --rate=MB           speed of each connection in MB/s (25)
              --smaller=FACTOR    shrink the large files by this factor (1)
              --plots=DIR         draw plots too, into this folder
              --blobs=N,N,...     numbers of blobs to plot (10,100,1000)
              --growth=N,N,...    numbers of items whose cost is plotted (100,1000,10000)
              --growth-only       draw only the plots of the cost of one more item
            """;

    private static final Settings USUAL =
            new Settings(5, 40, 25, 1, List.of(10, 100, 1000), List.of(100, 1000, 10_000), false, null);

    /** Reads options with spaces between them. */
    static Settings parse(String options) {
        Settings settings = USUAL;
        for (String arg : options.isBlank() ? new String[0] : options.trim().split("\\s+")) {
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            settings = settings.with(name, arg.substring(equals + 1));
        }
        if (settings.growthOnly && settings.plots == null) {
            throw new IllegalArgumentException("--growth-only draws plots; say where to with --plots=DIR");
        }
        return settings;
    }

    private Settings with(String name, String value) {
        return switch (name) {
            case "--runs" ->
                new Settings(Integer.parseInt(value), roundTrip, rate, smaller, blobs, growth, growthOnly, plots);
            case "--rtt" ->
                new Settings(runs, Integer.parseInt(value), rate, smaller, blobs, growth, growthOnly, plots);
            case "--rate" ->
                new Settings(runs, roundTrip, Long.parseLong(value), smaller, blobs, growth, growthOnly, plots);
            case "--smaller" ->
                new Settings(runs, roundTrip, rate, Integer.parseInt(value), blobs, growth, growthOnly, plots);
            case "--blobs" -> new Settings(runs, roundTrip, rate, smaller, numbers(value), growth, growthOnly, plots);
            case "--growth" -> new Settings(runs, roundTrip, rate, smaller, blobs, numbers(value), growthOnly, plots);
            case "--growth-only" -> new Settings(runs, roundTrip, rate, smaller, blobs, growth, true, plots);
            case "--plots" -> new Settings(runs, roundTrip, rate, smaller, blobs, growth, growthOnly, Path.of(value));
            default -> throw new IllegalArgumentException("there is no option " + name + "; see --help");
        };
    }

    private static List<Integer> numbers(String text) {
        return Stream.of(text.split(",")).map(Integer::valueOf).toList();
    }
}
