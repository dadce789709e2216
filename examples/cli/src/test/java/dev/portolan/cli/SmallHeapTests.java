package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.fs.pack.Compression;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The command works in a heap of 32 MiB, whatever the size of the content. A thorough run:
 * {@code ./mvnw -pl examples/cli -am test -Dtest='*SmallHeapTest' -Dportolan.memory.mib=2048
 * -Dportolan.memory.blobs=10000}.
 */
abstract class SmallHeapTests {
    /** How large a file is; three times the heap, so that nothing that holds a whole one in memory can pass. */
    private static final int MEBIBYTES = Integer.getInteger("portolan.memory.mib", 96);

    private static final int BLOBS = Integer.getInteger("portolan.memory.blobs", 1_000);
    private static final String HEAP = "32m";
    /** A manifest of 10,000 layers is a value in memory, with their names and files: some 2 KiB each. */
    private static final String HEAP_FOR_MANY = "64m";

    /** The JVM itself has a handful; the others transfer, send, receive, hash and compress. */
    private static final int MOST_THREADS = 40 + Runtime.getRuntime().availableProcessors();

    @TempDir
    Path work;

    abstract String host();

    @Test
    void a_large_file_is_copied_to_a_registry_a_layout_an_archive_and_back() throws IOException {
        Path file = noise(work.resolve("large.bin"));
        String digest = run("push", host() + "/heap/file:v1", "large.bin").digest();

        run("pull", host() + "/heap/file:v1", "-o", "out");
        assertSameContent(work.resolve("out/large.bin"), file);
        Files.delete(file);

        run("copy", host() + "/heap/file:v1", "oci-layout:layout:v1");
        run("copy", "oci-layout:layout:v1", "oci-archive:carried.tar:v1");
        run("copy", "oci-archive:carried.tar:v1", "oci-layout:imported:v1");
        assertThat(run("verify", "oci-layout:imported").out()).startsWith("Good");
        Files.delete(work.resolve("carried.tar"));

        run("copy", host() + "/heap/file:v1", "oci-archive:exported.tar:v1");
        assertThat(run("copy", "oci-archive:exported.tar:v1", host() + "/heap/back:v1")
                        .digest())
                .isEqualTo(digest);
    }

    @ParameterizedTest
    @EnumSource
    void a_directory_with_a_large_file_is_pushed_and_pulled(Compression compression) throws IOException {
        Path file = noise(Files.createDirectory(work.resolve("tree")).resolve("large.bin"));
        String where = host() + "/heap/tree:" + compression.name().toLowerCase(Locale.ROOT);

        run("push", where, "tree", "--compression", compression.name());
        run("pull", where, "-o", "out");

        assertSameContent(work.resolve("out/tree/large.bin"), file);
    }

    @Test
    void many_small_blobs_use_no_more_threads_than_a_few() throws IOException {
        Path directory = Files.createDirectory(work.resolve("many"));
        Object[] push = new Object[2 + BLOBS];
        push[0] = "push";
        push[1] = host() + "/heap/many:v1";
        for (int i = 0; i < BLOBS; i++) {
            push[2 + i] = "many/f" + i;
            Files.writeString(directory.resolve("f" + i), "small file " + i);
        }

        runIn(HEAP_FOR_MANY, push);
        runIn(HEAP_FOR_MANY, "copy", host() + "/heap/many:v1", "oci-layout:layout:v1");
        runIn(HEAP_FOR_MANY, "copy", "oci-layout:layout:v1", "oci-archive:many.tar:v1");
        runIn(HEAP_FOR_MANY, "pull", host() + "/heap/many:v1", "-o", "out");

        for (int i = 0; i < BLOBS; i++) {
            assertThat(work.resolve("out/many/f" + i)).hasContent("small file " + i);
        }
    }

    private Cli run(String... arguments) {
        return runIn(HEAP, (Object[]) arguments);
    }

    private Cli runIn(String heap, Object... arguments) {
        Cli cli = new CliProcess()
                .jvm("-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError")
                .program(WatchedMain.class)
                .in(work)
                .patience(600)
                .run(arguments);
        assertThat(cli.exit()).as(arguments[0] + ": " + cli.err()).isZero();
        int threads = Integer.parseInt(cli.err().replaceFirst("(?s).*threads=([0-9]+).*", "$1"));
        System.out.printf("%s %s in a heap of %s with %d threads%n", arguments[0], arguments[1], heap, threads);
        assertThat(threads).isLessThanOrEqualTo(MOST_THREADS);
        return cli;
    }

    private static Path noise(Path file) throws IOException {
        byte[] chunk = new byte[1 << 20];
        new Random(1).nextBytes(chunk);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < MEBIBYTES; i++) {
                ByteBuffer.wrap(chunk).putInt(i);
                out.write(chunk);
            }
        }
        return file;
    }

    private static void assertSameContent(Path actual, Path expected) throws IOException {
        assertThat(Files.mismatch(actual, expected)).as("where they differ").isEqualTo(-1);
        Files.delete(actual);
    }
}
