package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.error.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes only a part of a write, as a full one does: here a limit on the size of files takes its place. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class FullDiskTest {
    private static final int SMALL = 20_000;
    private static final int LARGE = 200_000;

    @TempDir
    Path folder;

    /** Unpacks a file of so many bytes into a directory, and says how that went. */
    public static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            byte[] content = new byte[Integer.parseInt(arguments[1])];
            byte[] tar = new TarBuilder().file("f", 0644, content).bytes();
            try {
                Unpacker.create().unpack(new ByteArrayInputStream(tar), Path.of(arguments[0]));
                System.out.println("unpacked");
            } catch (StorageException e) {
                System.out.println("failed: " + e.getMessage());
            }
        }
    }

    @Test
    void a_small_file_that_is_written_only_in_part_is_an_error() throws Exception {
        assertThat(unpacked(SMALL)).startsWith("failed: ").contains("File too large");
        assertThat(folder.resolve("f")).doesNotExist();
    }

    @Test
    void a_large_file_that_is_written_only_in_part_is_an_error() throws Exception {
        assertThat(unpacked(LARGE)).startsWith("failed: ").contains("File too large");
        assertThat(folder.resolve("f")).doesNotExist();
    }

    /** No file may have more than 16 blocks, of 512 or 1024 bytes. */
    private String unpacked(int size) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 16 && exec \"$@\"", "sh"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                folder.toString(),
                Integer.toString(size)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
