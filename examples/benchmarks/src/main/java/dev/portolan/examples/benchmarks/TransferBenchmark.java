package dev.portolan.examples.benchmarks;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.copy.CopyResult;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.server.RegistryServer;
import java.util.Random;
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

/** Many small files and one large one, over HTTP to a registry in the same process and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 20)
@Measurement(iterations = 20)
@Fork(1)
public class TransferBenchmark {
    /** Files times kibibytes. */
    @Param({"200x64", "1x131072"})
    public String files = "";

    private RegistryServer registry;
    private OciClient client;
    private Artifact artifact;
    private int runs;

    /** Starts the registry, which has the artifact already under {@code there}. */
    @Setup
    public void start() {
        String[] countAndSize = files.split("x");
        Random random = new Random(1);
        Artifact.Builder builder = Artifact.builder().type("application/vnd.example.files.v1");
        for (int i = 0; i < Integer.parseInt(countAndSize[0]); i++) {
            byte[] bytes = new byte[Integer.parseInt(countAndSize[1]) << 10];
            random.nextBytes(bytes);
            builder.file("file-" + i, "application/octet-stream", bytes);
        }
        artifact = builder.build();
        registry = RegistryServer.start();
        client = OciClient.of(HttpTransport.create(), InMemoryTransport.create());
        client.push(registry.host() + "/there:v1", artifact);
    }

    /** Gives back the memory of what was moved. */
    @Setup(Level.Iteration)
    public void collect() {
        System.gc();
    }

    /** Ends the registry. */
    @TearDown
    public void stop() {
        client.close();
        registry.close();
    }

    /** Sends all of it to a repository that is empty. */
    @Benchmark
    public CopyResult push() {
        return client.push(registry.host() + "/pushed" + runs++ + ":v1", artifact);
    }

    /** Fetches all of it. */
    @Benchmark
    public CopyResult pull() {
        return client.copy(registry.host() + "/there:v1", "memory:pulled" + runs++ + ":v1");
    }
}
