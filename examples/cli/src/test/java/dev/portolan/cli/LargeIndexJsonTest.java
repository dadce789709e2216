package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index.json of 60 MB, read in a heap of 64 MB, ends in an error that says what is wrong. */
class LargeIndexJsonTest {
    private static final int SIZE = 60_000_000;
    private static final String[] COMMANDS = {"tags", "verify", "resolve", "gc"};

    @TempDir
    Path work;

    private Path index;

    @BeforeEach
    void make_a_layout() throws IOException {
        Path file = Files.writeString(work.resolve("letter.txt"), "Dear reader,");
        Cli.ok("push", "oci-layout:" + work.resolve("layout") + ":v1", file);
        index = work.resolve("layout/index.json");
    }

    private void write(String head, String item, String tail) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(index)) {
            out.write(head);
            for (int size = 0; size < SIZE; size += item.length()) {
                out.write(item);
            }
            out.write(tail);
        }
    }

    private void everyCommandSaysWhatIsWrong() {
        for (String command : COMMANDS) {
            Cli cli = new CliProcess()
                    .jvm("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError")
                    .run(command, "oci-layout:" + work.resolve("layout"));

            assertThat(cli.exit()).as(command + ": " + cli.err()).isIn(1, 5);
            assertThat(cli.out() + cli.err()).as(command).contains("index.json");
            assertThat(cli.err())
                    .as(command)
                    .doesNotContain("OutOfMemory", "heap", "Exception")
                    .hasLineCount(1);
        }
    }

    @Test
    void of_many_entries() throws IOException {
        write(
                "{\"schemaVersion\":2,\"manifests\":[{\"size\":1}",
                ",{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:" + "0".repeat(64)
                        + "\",\"size\":2}",
                "]}");

        everyCommandSaysWhatIsWrong();
    }

    @Test
    void of_one_long_string() throws IOException {
        write("{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{\"a\":\"", "x".repeat(1_000), "\"}}");

        everyCommandSaysWhatIsWrong();
    }

    @Test
    void of_nothing_but_brackets() throws IOException {
        write("{\"manifests\":", "[".repeat(1_000), "");

        everyCommandSaysWhatIsWrong();
    }
}
