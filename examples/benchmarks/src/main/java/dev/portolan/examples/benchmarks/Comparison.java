package dev.portolan.examples.benchmarks;

import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.peer.DockerRegistry;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs each job for Portolan, oras, crane and skopeo in turn, as whole processes against a registry that a {@link Relay}
 * makes look far away, and prints medians and ratios as a Markdown table. Draws what time depends on.
 */
public final class Comparison {
    private static final long MEGABYTE = 1_000_000;

    private final Settings settings;
    private final Stage stage;
    private final String registry;
    private final PrintStream out;

    private Comparison(Settings settings, Stage stage, String registry, PrintStream out) {
        this.settings = settings;
        this.stage = stage;
        this.registry = registry;
        this.out = out;
    }

    /** Measures; {@code --help} lists the options. */
    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(Settings.HELP);
            return;
        }
        run(Settings.parse(String.join(" ", args)), System.out);
    }

    /** Measures as the settings say, against docker-registry if it is installed, or else against Portolan's own server. */
    static void run(Settings settings, PrintStream out) throws IOException, InterruptedException {
        Path growth = settings.growthOnly() ? settings.plots() : null;
        if (growth != null) {
            growth(settings, growth, out);
        } else if (PeerProgram.runsTestsOf("docker-registry")) {
            try (DockerRegistry docker = DockerRegistry.start();
                    Stage stage = new Stage(docker.host())) {
                new Comparison(settings, stage, docker.host(), out).run("docker-registry");
            }
        } else {
            try (RegistryServer server = RegistryServer.start();
                    Stage stage = new Stage(server.host())) {
                new Comparison(settings, stage, server.host(), out).run("Portolan's registry server");
            }
        }
    }

    private void run(String server) throws IOException, InterruptedException {
        out.printf(
                Locale.ROOT,
                "Against %s, %d ms round trip, %d MB/s per connection, %d runs each, Java %s. Medians in seconds.%n%n",
                server,
                settings.roundTrip(),
                settings.rate(),
                settings.runs(),
                Runtime.version().feature());
        try (Relay relay = relay(settings.roundTrip())) {
            table(relay);
            if (settings.plots() != null) {
                againstBlobs(relay);
                againstWidth(relay);
            }
        }
        Path plots = settings.plots();
        if (plots != null) {
            againstRoundTrip();
            growth(settings, plots, out);
        }
    }

    private static void growth(Settings settings, Path plots, PrintStream out) throws IOException {
        new LayoutGrowth(settings.growth()).plot(plots, out);
        new Growth(settings.growth()).plot(plots, out);
    }

    private Relay relay(int milliseconds) throws IOException {
        return Relay.start(registry, Duration.ofMillis(milliseconds), settings.rate() * MEGABYTE);
    }

    private void table(Relay relay) throws IOException, InterruptedException {
        out.println(
                "| job | portolan | oras | crane | skopeo | portolan / fastest other | in a warm JVM | warm / fastest other |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        for (Job job : Job.usual(settings.smaller())) {
            Map<Program, Double> medians = medians(job, job.far() ? relay.host() : registry);
            StringJoiner row = new StringJoiner(" | ", "| ", " |").add(job.name());
            for (Program program : Program.values()) {
                row.add(medians.containsKey(program) ? seconds(medians.get(program)) : "");
            }
            Double own = medians.remove(Program.PORTOLAN);
            OptionalDouble fastest =
                    medians.values().stream().mapToDouble(Double::doubleValue).min();
            row.add(ratio(own, fastest));
            Double warm = job.far() ? null : warm(job);
            out.println(row.add(warm == null ? "" : seconds(warm)).add(ratio(warm, fastest)));
        }
        out.println();
    }

    private static String ratio(@Nullable Double own, OptionalDouble fastest) {
        return own == null || fastest.isEmpty() ? "" : seconds(own / fastest.getAsDouble());
    }

    /** The median in this JVM, after as many runs that only warm it. */
    private double warm(Job job) throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        try (WarmJvm jvm = new WarmJvm()) {
            for (int run = 0; run < 2 * settings.runs(); run++) {
                double time = stage.secondsWarm(jvm, job);
                if (run >= settings.runs()) {
                    times.add(time);
                }
            }
        }
        return median(times);
    }

    /** Programs take turns, so that all of them share what else the machine does. */
    private Map<Program, Double> medians(Job job, String through) throws IOException, InterruptedException {
        Map<Program, List<Double>> times = new EnumMap<>(Program.class);
        for (int run = 0; run <= settings.runs(); run++) {
            for (Program program : Program.values()) {
                OptionalDouble time = stage.seconds(program, job, through);
                if (time.isPresent() && run > 0) { // the first one warms the caches
                    times.computeIfAbsent(program, p -> new ArrayList<>()).add(time.getAsDouble());
                }
            }
        }
        Map<Program, Double> medians = new EnumMap<>(Program.class);
        times.forEach((program, all) -> medians.put(program, median(all)));
        return medians;
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private void againstBlobs(Relay relay) throws IOException, InterruptedException {
        Map<String, SortedMap<Double, Double>> lines = new LinkedHashMap<>();
        for (int blobs : settings.blobs()) {
            Job job = Job.far("pull " + blobs, Job.Action.PULL, blobs, 4 << 10);
            medians(job, relay.host()).forEach((program, time) -> point(lines, program.text(), blobs, time));
        }
        draw("time-by-blobs.svg", new Plot("Pull of blobs of 4 KiB", "blobs", "seconds", Plot.Axes.LOGARITHMIC), lines);
    }

    private void againstWidth(Relay relay) throws IOException, InterruptedException {
        Map<String, SortedMap<Double, Double>> lines = new LinkedHashMap<>();
        Job job = Job.far("pull", Job.Action.PULL, 200, 64 << 10);
        for (int width : new int[] {1, 2, 4, 8, 16, 32, 64}) {
            List<Double> times = new ArrayList<>();
            for (int run = 0; run < settings.runs(); run++) {
                stage.seconds(Program.PORTOLAN, job, relay.host(), "--concurrency", Integer.toString(width))
                        .ifPresent(times::add);
            }
            point(lines, "portolan", width, median(times));
        }
        Plot plot =
                new Plot("Pull of 200 blobs of 64 KiB", "transfers at a time", "seconds", Plot.Axes.LOGARITHMIC_ACROSS);
        draw("time-by-connections.svg", plot, lines);
    }

    private void againstRoundTrip() throws IOException, InterruptedException {
        Map<String, SortedMap<Double, Double>> lines = new LinkedHashMap<>();
        Job job = Job.far("pull", Job.Action.PULL, 200, 64 << 10);
        for (int milliseconds : new int[] {0, 10, 20, 40, 80, 160}) {
            try (Relay relay = relay(milliseconds)) {
                medians(job, relay.host()).forEach((program, time) -> point(lines, program.text(), milliseconds, time));
            }
        }
        Plot plot = new Plot("Pull of 200 blobs of 64 KiB", "round trip in ms", "seconds", Plot.Axes.LINEAR);
        draw("time-by-round-trip.svg", plot, lines);
    }

    static void point(Map<String, SortedMap<Double, Double>> lines, String line, double x, double y) {
        lines.computeIfAbsent(line, name -> new TreeMap<>()).put(x, y);
    }

    private void draw(String name, Plot plot, Map<String, SortedMap<Double, Double>> lines) throws IOException {
        Path folder = settings.plots();
        if (folder != null) {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), plot.svg(lines), StandardCharsets.UTF_8);
            out.println("wrote " + folder.resolve(name));
        }
    }
}
