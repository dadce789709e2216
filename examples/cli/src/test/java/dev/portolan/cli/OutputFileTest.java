package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The file of {@code -o}, for every kind of existing file. */
class OutputFileTest {
    @TempDir
    Path work;

    private String where;

    @BeforeEach
    void a_layout_with_a_blob() throws IOException {
        String layout = "oci-layout:" + work.resolve("layout");
        Path file = Files.writeString(work.resolve("file.txt"), "content");
        where = layout + "@" + Cli.ok("blob", "put", layout, file).digest();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void has_the_mode_of_any_new_file() throws IOException {
        Path other = Files.createFile(work.resolve("other"));
        Path out = work.resolve("sub/out");

        Cli.ok("blob", "get", where, "-o", out);

        assertThat(out).hasContent("content");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo(PosixFilePermissions.toString(Files.getPosixFilePermissions(other)));
        assertThat(out.getParent()).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void an_empty_directory_is_not_replaced() throws IOException {
        Path directory = Files.createDirectory(work.resolve("empty"));

        Cli cli = Cli.run("blob", "get", where, "-o", directory);

        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err()).contains("it is a directory").doesNotContain("Exception");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_symbolic_link_stays_a_link() throws IOException {
        Path target = Files.writeString(work.resolve("target"), "old");
        Path link = Files.createSymbolicLink(work.resolve("link"), target);

        Cli.ok("blob", "get", where, "-o", link);

        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("content");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_pipe_is_written_to_instead_of_replaced() throws Exception {
        Path pipe = work.resolve("pipe");
        Path read = work.resolve("read");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process reader = new ProcessBuilder("cat", pipe.toString())
                .redirectOutput(read.toFile())
                .start();
        try {
            Cli.ok("blob", "get", where, "-o", pipe);

            assertThat(reader.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(read).hasContent("content");
            assertThat(Files.isRegularFile(pipe, LinkOption.NOFOLLOW_LINKS)).isFalse();
        } finally {
            reader.destroyForcibly();
        }
    }
}
