package dev.portolan.examples.benchmarks;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.fs.pack.Pack;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What one blob, tag, file and referrer costs when there are more of them, in this process and over HTTP. */
final class Growth {
    /** A manifest must not be larger than 4 MiB, so many blobs are in several artifacts. */
    private static final int LAYERS = 1000;

    /** A list of referrers must not be larger than 4 MiB either, so many referrers have several subjects. */
    private static final int REFERRERS = 10_000;

    private final List<Integer> counts;

    Growth(List<Integer> counts) {
        this.counts = counts;
    }

    /** What is timed. */
    interface Work {
        void run() throws IOException;
    }

    /** Measures and draws {@code cost-by-number.svg}. */
    void plot(Path folder, PrintStream out) throws IOException {
        Map<String, SortedMap<Double, Double>> lines = microseconds();
        Files.createDirectories(folder);
        Path file = folder.resolve("cost-by-number.svg");
        Plot plot = new Plot(
                "Cost of one more",
                "number of blobs, tags, files or referrers",
                "microseconds for each",
                Plot.Axes.LOGARITHMIC);
        Files.writeString(file, plot.svg(lines));
        out.println("wrote " + file);
    }

    /** Returns the microseconds for each item, by kind and number of items. */
    Map<String, SortedMap<Double, Double>> microseconds() throws IOException {
        Map<String, SortedMap<Double, Double>> lines = new LinkedHashMap<>();
        int warm = counts.get(0);
        for (int count : Stream.concat(Stream.of(warm, warm), counts.stream()).toList()) {
            try (RegistryServer registry = RegistryServer.start();
                    OciClient client = OciClient.of(HttpTransport.create(), InMemoryTransport.create())) {
                Comparison.point(lines, "blobs", count, each(count, pullOf(count, registry, client)));
                Comparison.point(lines, "tags", count, each(count, tagsOf(count, registry, client)));
                Comparison.point(lines, "referrers", count, each(count, referrersOf(count, registry, client)));
                Comparison.point(lines, "files", count, files(count, registry, client));
            }
        }
        return lines;
    }

    /** Returns how many microseconds some work takes for each of so many items. */
    static double each(int count, Work work) throws IOException {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e3 / count;
    }

    private static Work pullOf(int count, RegistryServer registry, OciClient client) {
        List<String> references = new ArrayList<>();
        for (int first = 0; first < count; first += LAYERS) {
            Artifact.Builder artifact = Artifact.builder().type("application/vnd.example.files.v1");
            for (int i = first; i < Math.min(count, first + LAYERS); i++) {
                artifact.file("file-" + i, "text/plain", ("file " + i).getBytes(StandardCharsets.UTF_8));
            }
            references.add(registry.host() + "/blobs:from" + first);
            client.push(references.get(references.size() - 1), artifact.build());
        }
        return () -> references.forEach(reference -> client.copy(reference, "memory:pulled:v1"));
    }

    private static Work tagsOf(int count, RegistryServer registry, OciClient client) {
        String reference = registry.host() + "/tags:v0";
        client.push(
                reference,
                Artifact.builder().type("application/vnd.example.files.v1").build());
        registry.repository("tags")
                .tag(
                        Tag.of("v0"),
                        IntStream.range(1, count).mapToObj(i -> Tag.of("v" + i)).toList());
        return () -> require(count, client.at(reference).tags().size());
    }

    private static Work referrersOf(int count, RegistryServer registry, OciClient client) {
        List<String> references = new ArrayList<>();
        for (int first = 0; first < count; first += REFERRERS) {
            String reference = registry.host() + "/referrers:from" + first;
            Descriptor subject = client.push(
                            reference,
                            Artifact.builder()
                                    .type("application/vnd.example.files.v1")
                                    .annotation("org.example.number", Integer.toString(first))
                                    .build())
                    .root();
            references.add(reference);
            Repository there = registry.repository("referrers");
            for (int i = first; i < Math.min(count, first + REFERRERS); i++) {
                Manifest manifest = ImageManifest.builder()
                        .artifactType("application/vnd.example.note.v1")
                        .config(Descriptor.empty())
                        .subject(subject)
                        .annotation("org.example.number", Integer.toString(i))
                        .build();
                there.put(manifest.digest(), manifest);
            }
        }
        return () -> {
            long found = 0;
            for (String reference : references) {
                found += client.at(reference).referrers().size();
            }
            require(count, found);
        };
    }

    private static double files(int count, RegistryServer registry, OciClient client) throws IOException {
        try (WorkDirectory work = WorkDirectory.create(count, 100)) {
            Artifact artifact =
                    Artifact.builder().layer(Pack.directory(work.files())).build();
            return each(count, () -> client.push(registry.host() + "/files:v1", artifact));
        }
    }

    /** Refuses to measure work that did not do all of it. */
    static void require(long expected, long found) {
        if (found != expected) {
            throw new IllegalStateException("there are " + found + " and not " + expected);
        }
    }
}
