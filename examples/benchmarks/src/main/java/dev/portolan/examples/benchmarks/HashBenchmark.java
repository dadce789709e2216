package dev.portolan.examples.benchmarks;

import dev.portolan.content.Verifier;
import dev.portolan.model.Descriptor;
import java.util.Random;
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

/** 64 MiB through the verifier: the floor under everything that is read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HashBenchmark {
    private final byte[] bytes = new byte[64 << 20];
    private final Descriptor descriptor;

    /** Makes the bytes. */
    public HashBenchmark() {
        new Random(1).nextBytes(bytes);
        descriptor = Descriptor.of("application/octet-stream", bytes);
    }

    /** Counts, hashes and compares. */
    @Benchmark
    public byte[] verify() {
        return Verifier.check(descriptor, "memory", bytes);
    }
}
