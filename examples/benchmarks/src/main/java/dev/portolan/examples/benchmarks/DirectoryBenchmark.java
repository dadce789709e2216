package dev.portolan.examples.benchmarks;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.copy.CopyResult;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.pack.Compression;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.unpack.DirectoryTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A directory of 10,000 files into a layout, as one packed layer, and out of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(1)
public class DirectoryBenchmark {
    /** How the layer is compressed. */
    @Param({"NONE", "GZIP", "ZSTD"})
    public Compression compression = Compression.NONE;

    private WorkDirectory work;
    private OciClient client;
    private Artifact artifact;

    /** Writes the files, and packs them once. */
    @Setup
    public void start() throws IOException {
        work = WorkDirectory.create();
        artifact = Artifact.builder()
                .layer(Pack.directory(work.files()).withCompression(compression))
                .build();
        client = OciClient.of(LayoutTransport.create());
        client.push(reference(work.resolve("there")), artifact);
    }

    private static String reference(Path layout) {
        return "oci-layout:" + layout + ":v1";
    }

    /** Removes what the last run wrote. */
    @Setup(Level.Invocation)
    public void next() throws IOException {
        work.next();
    }

    /** Removes everything. */
    @TearDown
    public void stop() throws IOException {
        client.close();
        work.close();
    }

    /** Packs, compresses, hashes and stores. */
    @Benchmark
    public CopyResult pack() {
        return client.push(reference(work.run()), artifact);
    }

    /** Reads, verifies and unpacks. */
    @Benchmark
    public CopyResult unpack() {
        try (DirectoryTarget target = DirectoryTarget.into(work.run())) {
            return client.pull(reference(work.resolve("there")), target);
        }
    }
}
