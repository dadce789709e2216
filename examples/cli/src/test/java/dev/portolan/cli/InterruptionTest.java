package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that gets a signal cleans up, says so, and exits with the code of the signal. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class InterruptionTest {
    private static final int SIGTERM = 15;

    @TempDir
    Path work;

    private RegistryServer registry;
    private String where;
    private String blob;

    @BeforeEach
    void start_a_registry_that_stalls() throws IOException {
        byte[] noise = new byte[3 << 20];
        new Random(1).nextBytes(noise);
        Path file = Files.write(work.resolve("large.bin"), noise);
        registry = RegistryServer.start();
        where = registry.host() + "/demo/large:v1";
        Cli.ok("push", where, file);
        blob = registry.host() + "/demo/large@"
                + Cli.ok("blob", "put", registry.host() + "/demo/large", file).digest();
        registry.faults().add(Fault.stall(2 << 20, Duration.ofMinutes(5)).path("*/blobs/*"));
    }

    @AfterEach
    void stop_it() {
        registry.close();
    }

    @Test
    void an_interrupted_copy_to_an_archive_leaves_no_file_behind() throws Exception {
        Path out = Files.createDirectory(work.resolve("out"));

        Cli cli = endedWhileWritingInto(out, "copy", where, "oci-archive:" + out.resolve("a.tar") + ":v1");

        assertThat(out).isEmptyDirectory();
        assertThat(cli.err()).isEqualTo("portolan: interrupted");
    }

    @Test
    void an_interrupted_blob_get_leaves_no_file_behind() throws Exception {
        Path out = Files.createDirectory(work.resolve("out"));

        Cli cli = endedWhileWritingInto(out, "blob", "get", blob, "-o", out.resolve("blob"));

        assertThat(out).isEmptyDirectory();
        assertThat(cli.err()).isEqualTo("portolan: interrupted");
    }

    @Test
    void an_interrupted_pull_keeps_partial_files_for_the_next_one() throws Exception {
        Path out = Files.createDirectory(work.resolve("out"));

        endedWhileWritingInto(out.resolve(".portolan-partial"), "pull", where, "-o", out);

        assertThat(out.resolve("large.bin")).doesNotExist();
        assertThat(out.resolve(".portolan-partial")).isDirectoryContaining("glob:**.partial");
    }

    private Cli endedWhileWritingInto(Path directory, Object... arguments) throws Exception {
        Path said = work.resolve("out.txt");
        Path err = work.resolve("err.txt");
        Process process = new CliProcess().start(said, err, arguments);
        try {
            long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!hasFiles(directory)) {
                assertThat(System.nanoTime()).as("nothing is written").isLessThan(until);
                assertThat(process.waitFor(10, TimeUnit.MILLISECONDS))
                        .as("it ended by itself")
                        .isFalse();
            }
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + SIGTERM);
            return new Cli(
                    process.exitValue(),
                    Files.readString(said).strip(),
                    Files.readString(err).strip());
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean hasFiles(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.anyMatch(
                    file -> Files.isRegularFile(file) && !file.toString().endsWith(".lock"));
        }
    }
}
