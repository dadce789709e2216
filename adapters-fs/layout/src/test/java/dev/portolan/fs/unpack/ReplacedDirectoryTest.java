package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.portolan.error.OciException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody replaces a directory by a symbolic link while a tar is unpacked. */
class ReplacedDirectoryTest {
    @TempDir
    Path temp;

    private Path outside;
    private Path out;

    @BeforeEach
    void directories() throws IOException {
        outside = Files.createDirectory(temp.resolve("outside"));
        out = Files.createDirectory(temp.resolve("out"));
    }

    @Test
    void nothing_is_written_through_a_link_that_replaced_a_staged_directory() throws IOException {
        byte[] before = new TarBuilder().directory("d/e").file("d/e/first", "x").unfinished();
        byte[] after = new TarBuilder()
                .file("d/e/second", "x")
                .file("d/e/large", 0644, new byte[200_000])
                .directory("d/e/g")
                .symlink("d/e/l", "second")
                .hardLink("d/e/h", "d/e/second")
                .bytes();
        for (String name : List.of("d", "e")) {
            unpackAnd(before, after, () -> replace(staged(name)));
            assertThat(outside).isEmptyDirectory();
        }
    }

    @Test
    void nothing_is_published_through_a_link_that_replaced_a_directory() throws IOException {
        Files.createDirectories(out.resolve("d/e"));
        byte[] before = new TarBuilder().directory("d").unfinished();
        byte[] after = new TarBuilder().file("d/e/f", "x").bytes();
        unpackAnd(before, after, () -> replace(out.resolve("d/e")));
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void nothing_is_written_through_a_link_that_replaced_the_staging_directory() throws IOException {
        byte[] before = new TarBuilder().directory("d").unfinished();
        byte[] after = new TarBuilder().file("d/f", "x").bytes();
        unpackAnd(before, after, () -> replace(out.resolve(".portolan-partial")));
        try (Stream<Path> files = Files.walk(outside)) {
            assertThat(files.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)))
                    .isEmpty();
        }
    }

    private void unpackAnd(byte[] before, byte[] after, Runnable between) {
        InputStream tar = new FilterInputStream(new ByteArrayInputStream(before)) {
            private boolean swapped;

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = in.read(buffer, offset, Math.min(length, 512));
                if (n < 0 && !swapped) {
                    swapped = true;
                    between.run();
                    in = new ByteArrayInputStream(after);
                    n = in.read(buffer, offset, Math.min(length, 512));
                }
                return n;
            }
        };
        Throwable failure =
                catchThrowable(() -> Unpacker.create().withOverwrite(true).unpack(tar, out));
        if (failure != null) {
            assertThat(failure).isInstanceOf(OciException.class);
        }
    }

    private Path staged(String name) {
        try (Stream<Path> paths = Files.walk(out)) {
            return paths.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void replace(Path directory) {
        try {
            Files.move(directory, temp.resolve("moved-" + System.nanoTime()));
            Files.createSymbolicLink(directory, outside);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
