package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RecordedRequest;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Content that a killed process had fetched is not fetched again. */
class ResumeTest {
    private static final int SIZE = 6 << 20;
    private static final int STALLS_AT = 4 << 20;
    private static final String BLOBS = "GET */blobs/*";

    @TempDir
    Path work;

    private RegistryServer registry;
    private Path file;

    @BeforeEach
    void start_a_registry_with_a_large_file() throws IOException {
        byte[] noise = new byte[SIZE];
        new Random(1).nextBytes(noise);
        file = Files.write(work.resolve("large.bin"), noise);
        registry = RegistryServer.start();
        Cli.ok("push", where(), file);
        registry.requests().clear();
    }

    @AfterEach
    void stop_it() {
        registry.close();
    }

    private String where() {
        return registry.host() + "/demo/large:v1";
    }

    @Test
    void a_pull_into_a_directory_resumes_where_a_killed_one_stopped() throws Exception {
        Object[] pull = {"pull", where(), "-o", work.resolve("out")};
        killWhenStalled(pull);
        assertThat(work.resolve("out/large.bin")).doesNotExist();

        Cli.ok(pull);

        assertThat(work.resolve("out/large.bin")).hasSameBinaryContentAs(file);
        assertThat(work.resolve("out")).isDirectoryNotContaining(path -> !path.endsWith("large.bin"));
        assertOnlyTheRestWasSent();
    }

    @Test
    void a_copy_into_a_layout_resumes_where_a_killed_one_stopped() throws Exception {
        String layout = "oci-layout:" + work.resolve("layout");
        killWhenStalled("copy", where(), layout + ":v1");
        assertThat(Cli.ok("verify", layout).out()).startsWith("Good: 0 manifests");

        Cli.ok("copy", where(), layout + ":v1");

        assertThat(Cli.ok("verify", layout).out()).startsWith("Good: 1 manifest,");
        assertOnlyTheRestWasSent();
    }

    /** The parts of a large blob come by range requests, several at a time; those that are on disk are not requested again. */
    @Test
    void a_pull_in_pieces_resumes_where_a_killed_one_stopped() throws Exception {
        int size = 40 << 20;
        byte[] noise = new byte[size];
        new Random(2).nextBytes(noise);
        Path huge = Files.write(work.resolve("huge.bin"), noise);
        String there = registry.host() + "/demo/huge:v1";
        Cli.ok("push", there, huge);
        registry.requests().clear();
        registry.faults()
                .add(Fault.stall(1 << 20, Duration.ofMinutes(5))
                        .path("*/blobs/*")
                        .nth(3));
        Object[] pull = {"pull", there, "-o", work.resolve("out")};
        long kept = Files.size(killWhen(length -> length > 2 << 20, pull));
        registry.requests().clear();

        Cli.ok(pull);

        assertThat(work.resolve("out/huge.bin")).hasSameBinaryContentAs(huge);
        assertThat(registry.requests().matching(BLOBS).stream()
                        .mapToLong(RecordedRequest::bytesSent)
                        .sum())
                .isEqualTo(size - kept);
    }

    @Test
    void files_changed_on_disk_are_fetched_again() throws Exception {
        Object[] pull = {"pull", where(), "-o", work.resolve("out")};
        Path partial = killWhenStalled(pull);
        byte[] bytes = Files.readAllBytes(partial);
        bytes[1000] ^= 1;
        Files.write(partial, bytes);

        Cli.ok(pull);

        assertThat(work.resolve("out/large.bin")).hasSameBinaryContentAs(file);
    }

    private Path killWhenStalled(Object... arguments) throws Exception {
        registry.faults()
                .add(Fault.stall(STALLS_AT, Duration.ofMinutes(5))
                        .path("*/blobs/*")
                        .first(1));
        return killWhen(length -> length == STALLS_AT, arguments);
    }

    /** Runs the command in a process of its own and kills it when the unfinished file has such a length. */
    private Path killWhen(LongPredicate length, Object... arguments) throws Exception {
        Process process = new CliProcess().start(work.resolve("out.txt"), work.resolve("err.txt"), arguments);
        long latest = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        try {
            while (partial(length).isEmpty()) {
                assertThat(System.nanoTime()).as("nothing was kept").isLessThan(latest);
                assertThat(process.waitFor(10, TimeUnit.MILLISECONDS))
                        .as("it ended before it was killed")
                        .isFalse();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return partial(length).get(0);
    }

    /** The unfinished file, once it has such a length. */
    private List<Path> partial(LongPredicate length) throws IOException {
        try (Stream<Path> paths = Files.walk(work)) {
            return paths.filter(path -> path.toString().endsWith(".partial"))
                    .filter(path -> length.test(path.toFile().length()))
                    .toList();
        } catch (UncheckedIOException e) {
            // something was renamed in this moment
            return List.of();
        }
    }

    private void assertOnlyTheRestWasSent() {
        List<RecordedRequest> requests = registry.requests().matching(BLOBS);
        RecordedRequest last = requests.get(requests.size() - 1);
        assertThat(last.header("range")).contains("bytes=" + STALLS_AT + "-" + (SIZE - 1));
        assertThat(last.status()).isEqualTo(206);
        assertThat(requests.stream().mapToLong(RecordedRequest::bytesSent).sum())
                .as("every byte was sent once")
                .isEqualTo(SIZE);
    }
}
