package dev.portolan.examples.benchmarks;

import dev.portolan.OciClient;
import dev.portolan.archive.ExtractOptions;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.pack.Compression;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.RegistryServer;
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

/** A file archive of 10,000 files: made, extracted over HTTP, and one file of it read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(value = 1, jvmArgsAppend = "-Xmx64m")
public class FileArchiveBenchmark {
    /** How each file is compressed. */
    @Param({"NONE", "ZSTD"})
    public Compression compression = Compression.NONE;

    private WorkDirectory work;
    private ArchivePacker packer;
    private RegistryServer registry;
    private OciClient client;
    private FileArchives archives;
    private FileArchive archive;

    /** Writes the files, and puts an archive of them into a registry on disk. */
    @Setup
    public void start() throws IOException {
        work = WorkDirectory.create();
        packer = ArchivePacker.builder().compression(compression).build();
        registry = RegistryServer.builder()
                .transport(LayoutTransport.create())
                .layouts(work.resolve("registry"))
                .start();
        client = OciClient.of(HttpTransport.create());
        archives = FileArchives.of(client);
        String where = registry.host() + "/files:v1";
        try (PackedArchive packed = packer.pack(work.files())) {
            archives.push(where, packed);
        }
        archive = archives.pull(where);
    }

    /** Removes what the last run wrote. */
    @Setup(Level.Invocation)
    public void next() throws IOException {
        work.next();
    }

    /** Ends the registry, and removes everything. */
    @TearDown
    public void stop() throws IOException {
        archive.close();
        archives.close();
        client.close();
        registry.close();
        work.close();
    }

    /** Makes an archive of the directory. */
    @Benchmark
    public Path create() {
        Path into = work.run();
        packer.pack(work.files(), into).close();
        return into;
    }

    /** Extracts all files. */
    @Benchmark
    public Path extract() {
        Path into = work.run();
        archive.extract(into, ExtractOptions.defaults());
        return into;
    }

    /** Reads one file. */
    @Benchmark
    public byte[] readOne() {
        return archive.read("folder42/file4242.txt");
    }
}
