package dev.portolan.examples.benchmarks;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.layout.LayoutRepository;
import dev.portolan.fs.layout.OciArchiveRepository;
import dev.portolan.fs.layout.VerifyReport;
import dev.portolan.registry.memory.InMemoryTransport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;

/** What one entry of an {@code index.json} costs when there are more of them: tags of small artifacts, each another one. */
final class LayoutGrowth {
    private static final String SOURCE = "memory:entries";

    private final List<Integer> counts;

    LayoutGrowth(List<Integer> counts) {
        this.counts = counts;
    }

    /** Measures and draws {@code cost-by-entries.svg}. */
    void plot(Path folder, PrintStream out) throws IOException {
        Map<String, SortedMap<Double, Double>> lines = microseconds(out);
        Files.createDirectories(folder);
        Path file = folder.resolve("cost-by-entries.svg");
        Plot plot = new Plot(
                "Cost of one more tag",
                "tags in one layout or archive",
                "microseconds for each",
                Plot.Axes.LOGARITHMIC_ACROSS);
        Files.writeString(file, plot.svg(lines));
        out.println("wrote " + file);
    }

    /** Returns the microseconds for each tag, by kind of work and number of tags; the first number is warmed up. */
    Map<String, SortedMap<Double, Double>> microseconds(PrintStream out) throws IOException {
        Map<String, SortedMap<Double, Double>> lines = new LinkedHashMap<>();
        int warm = counts.get(0);
        for (int count : Stream.concat(Stream.of(warm, warm), counts.stream()).toList()) {
            measure(count, lines);
        }
        lines.forEach((work, costs) -> out.println(work + ": " + costs));
        return lines;
    }

    private static void measure(int count, Map<String, SortedMap<Double, Double>> lines) throws IOException {
        try (WorkDirectory work = WorkDirectory.create(0, 0);
                OciClient client = OciClient.of(
                        InMemoryTransport.create(), LayoutTransport.create(), OciArchiveTransport.create())) {
            fill(client, count);
            Path archive = work.resolve("entries.tar");
            Path layout = work.resolve("entries");
            Comparison.point(
                    lines,
                    "copy to an archive",
                    count,
                    Growth.each(count, () -> client.at(SOURCE).copyAllTagsTo("oci-archive:" + archive)));
            Comparison.point(
                    lines,
                    "copy to a layout",
                    count,
                    Growth.each(
                            count, () -> client.at("oci-archive:" + archive).copyAllTagsTo("oci-layout:" + layout)));
            Comparison.point(lines, "verify the layout", count, Growth.each(count, () -> {
                require(count, LayoutRepository.at(layout).verify());
            }));
            Comparison.point(lines, "verify the archive", count, Growth.each(count, () -> {
                require(count, OciArchiveRepository.at(archive).verify());
            }));
        }
    }

    private static void fill(OciClient client, int count) {
        for (int i = 0; i < count; i++) {
            client.push(
                    SOURCE + ":v" + i,
                    Artifact.builder()
                            .type("application/vnd.example.note.v1")
                            .file("note.txt", "text/plain", ("note " + i).getBytes(StandardCharsets.UTF_8))
                            .build());
        }
    }

    private static void require(int count, VerifyReport report) {
        Growth.require(count, report.good() ? report.manifests() : 0);
    }
}
