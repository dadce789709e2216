package dev.portolan.archive.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other users of the machine cannot influence a cache of blocks. */
class PrivateBlocksTest {
    private static final byte[] BLOCK = new byte[1000];
    private static final Digest DATA = Digest.sha256(BLOCK);

    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void start() {
        assumeTrue(temp.getFileSystem().supportedFileAttributeViews().contains("posix"));
        directory = temp.resolve("blocks");
    }

    private DiskBlockCache blocks() {
        return new DiskBlockCache(directory, 1 << 20, 1024);
    }

    private Path file() throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            List<Path> files = found.filter(Files::isRegularFile).toList();
            assertThat(files).hasSize(1);
            return files.get(0);
        }
    }

    @Test
    void files_and_directories_are_private_to_their_owner() throws IOException {
        blocks().put(DATA, 0, BLOCK);

        assertThat(blocks().get(DATA, 0)).contains(BLOCK);
        try (Stream<Path> found = Files.walk(directory)) {
            assertThat(found)
                    .hasSize(5)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void a_link_to_an_endless_device_is_not_read_and_is_replaced() throws IOException {
        blocks().put(DATA, 0, BLOCK);
        Path file = file();
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));

        assertThat(blocks().get(DATA, 0)).isEmpty();
        blocks().put(DATA, 0, BLOCK);
        assertThat(blocks().get(DATA, 0)).contains(BLOCK);
    }

    @Test
    void a_pipe_is_not_opened() throws IOException, InterruptedException {
        Path program = Path.of("/usr/bin/mkfifo");
        assumeTrue(Files.isExecutable(program), "there is no mkfifo");
        blocks().put(DATA, 0, BLOCK);
        Path file = file();
        Files.delete(file);
        assertThat(new ProcessBuilder(program.toString(), file.toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(blocks().get(DATA, 0)).isEmpty();
    }

    @Test
    void a_block_that_another_user_may_have_written_is_not_trusted() throws IOException {
        blocks().put(DATA, 0, BLOCK);
        Path file = file();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));

        assertThat(blocks().get(DATA, 0)).isEmpty();
    }
}
