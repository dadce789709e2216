package dev.portolan.examples.benchmarks;

import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A manifest of 100 layers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ManifestBenchmark {
    private final byte[] bytes;

    /** Makes the manifest. */
    public ManifestBenchmark() {
        ImageManifest.Builder manifest = ImageManifest.builder().artifactType("application/vnd.example.site.v1");
        for (int i = 0; i < 100; i++) {
            manifest.layer(Descriptor.of("application/octet-stream", ("layer " + i).getBytes(StandardCharsets.UTF_8))
                    .withAnnotation("org.opencontainers.image.title", "layer-" + i));
        }
        bytes = manifest.build().bytes();
    }

    /** Reads and validates it. */
    @Benchmark
    public Manifest parse() {
        return Manifest.parse(bytes, MediaTypes.IMAGE_MANIFEST);
    }
}
