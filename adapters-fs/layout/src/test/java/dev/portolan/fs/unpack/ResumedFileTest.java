package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.StorageException;
import dev.portolan.fs.files.Staging;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unfinished files are continued, after an error and after the process was killed. */
class ResumedFileTest {
    private static final byte[] BYTES = bytes();
    private static final Descriptor BLOB = Descriptor.of("x", BYTES).withAnnotation(Annotations.TITLE, "large");

    @TempDir
    Path temp;

    @Test
    void a_file_is_continued_after_an_error_by_the_same_target() throws IOException {
        Server server = new Server(BYTES);
        try (DirectoryTarget target = DirectoryTarget.into(temp)) {
            server.breaksAt = 2_000_000;
            assertThatThrownBy(() -> target.write(BLOB, server)).isInstanceOf(StorageException.class);
            server.breaksAt = Long.MAX_VALUE;
            target.write(BLOB, server);
        }
        assertThat(server.startedAt).isBetween(1_500_000L, 2_000_000L);
        assertThat(temp.resolve("large")).hasBinaryContent(BYTES);
    }

    @Test
    void a_file_is_continued_by_another_target_after_the_first_was_closed() throws IOException {
        Server server = new Server(BYTES);
        server.breaksAt = 2_000_000;
        try (DirectoryTarget target = DirectoryTarget.into(temp)) {
            assertThatThrownBy(() -> target.write(BLOB, server)).isInstanceOf(StorageException.class);
        }
        assertThat(temp.resolve("large")).doesNotExist();
        server.breaksAt = Long.MAX_VALUE;
        try (DirectoryTarget target = DirectoryTarget.into(temp)) {
            target.write(BLOB, server);
        }
        assertThat(server.startedAt).isBetween(1_500_000L, 2_000_000L);
        assertThat(temp.resolve("large")).hasBinaryContent(BYTES);
        assertThat(temp.resolve(Staging.NAME)).doesNotExist();
    }

    @Test
    void what_an_interrupted_pull_left_can_be_found() throws IOException {
        assertThat(DirectoryTarget.unfinishedIn(temp)).isEmpty();
        Server server = new Server(BYTES);
        server.breaksAt = 2_000_000;
        try (DirectoryTarget target = DirectoryTarget.into(temp)) {
            assertThatThrownBy(() -> target.write(BLOB, server)).isInstanceOf(StorageException.class);
        }
        assertThat(DirectoryTarget.unfinishedIn(temp))
                .hasValueSatisfying(folder -> assertThat(folder).isDirectoryContaining("glob:**.partial"));
    }

    @Test
    void a_file_is_continued_after_the_process_was_killed() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Stalled.class.getName(),
                        temp.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("stalled");
        } finally {
            process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        }
        Server server = new Server(BYTES);
        try (DirectoryTarget target = DirectoryTarget.into(temp)) {
            target.write(BLOB, server);
        }
        assertThat(server.startedAt).isEqualTo(Stalled.STALLS_AT);
        assertThat(temp.resolve("large")).hasBinaryContent(BYTES);
        assertThat(temp.resolve(Staging.NAME)).doesNotExist();
    }

    /** Pulls until it is killed. */
    static final class Stalled {
        static final int STALLS_AT = 1 << 21;

        private Stalled() {}

        public static void main(String[] arguments) {
            try (DirectoryTarget target = DirectoryTarget.into(Path.of(arguments[0]))) {
                target.write(BLOB, () -> new FilterInputStream(new ByteArrayInputStream(BYTES, 0, STALLS_AT)) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        int n = super.read(buffer, offset, length);
                        if (n < 0) {
                            System.out.println("stalled");
                            System.in.read();
                        }
                        return n;
                    }
                });
            }
        }
    }

    @Test
    void a_partial_file_with_other_bytes_is_discarded() throws IOException {
        Path partials = Files.createDirectory(temp.resolve(Staging.NAME));
        Files.write(partials.resolve("sha256-" + BLOB.digest().hex() + ".partial"), new byte[1_000_000]);
        Server server = new Server(BYTES);
        try (DirectoryTarget target = DirectoryTarget.into(temp)) {
            target.write(BLOB, server);
        }
        assertThat(server.startedAt).as("from the beginning").isZero();
        assertThat(temp.resolve("large")).hasBinaryContent(BYTES);
    }

    @Test
    void a_complete_partial_file_needs_no_more_bytes() throws IOException {
        Path partials = Files.createDirectory(temp.resolve(Staging.NAME));
        Files.write(partials.resolve("sha256-" + BLOB.digest().hex() + ".partial"), BYTES);
        try (DirectoryTarget target = DirectoryTarget.into(temp)) {
            target.write(BLOB, () -> {
                throw new IOException("must not be opened");
            });
        }
        assertThat(temp.resolve("large")).hasBinaryContent(BYTES);
    }

    @Test
    void a_file_of_less_than_a_mebibyte_is_not_continued() throws IOException {
        for (int size : new int[] {1 << 20, (1 << 20) - 1}) {
            byte[] bytes = Arrays.copyOf(BYTES, size);
            Descriptor blob = Descriptor.of("x", bytes).withAnnotation(Annotations.TITLE, "f" + size);
            Path partials = Files.createDirectories(temp.resolve(Staging.NAME));
            Files.write(partials.resolve("sha256-" + blob.digest().hex() + ".partial"), bytes);
            AtomicBoolean opened = new AtomicBoolean();
            try (DirectoryTarget target = DirectoryTarget.into(temp)) {
                target.write(blob, () -> {
                    opened.set(true);
                    return new ByteArrayInputStream(bytes);
                });
            }
            assertThat(opened.get()).isEqualTo(size < 1 << 20);
            assertThat(temp.resolve("f" + size)).hasBinaryContent(bytes);
        }
    }

    @Test
    void damaged_content_is_not_continued() throws IOException {
        byte[] bad = BYTES.clone();
        bad[BYTES.length - 1] ^= 1;
        try (DirectoryTarget target = DirectoryTarget.into(temp)) {
            assertThatThrownBy(() -> target.write(BLOB, Content.of(bad))).isInstanceOf(ContentMismatchException.class);
        }
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void two_targets_write_the_same_file_at_once() throws IOException {
        try (DirectoryTarget one = DirectoryTarget.into(temp, Unpacker.create().withOverwrite(true));
                DirectoryTarget two =
                        DirectoryTarget.into(temp, Unpacker.create().withOverwrite(true))) {
            one.write(BLOB, () -> {
                two.write(BLOB, Content.of(BYTES));
                return new ByteArrayInputStream(BYTES);
            });
        }
        assertThat(temp.resolve("large")).hasBinaryContent(BYTES);
    }

    /** Returns content from the requested offset, and breaks off on request. */
    private static final class Server implements Content {
        private final byte[] bytes;
        private long breaksAt = Long.MAX_VALUE;
        private long startedAt = -1;

        Server(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public InputStream open() {
            return openAt(0);
        }

        @Override
        public InputStream openAt(long offset) {
            startedAt = offset;
            return new FilterInputStream(new ByteArrayInputStream(bytes, (int) offset, bytes.length)) {
                private long at = offset;

                @Override
                public int read(byte[] buffer, int from, int length) throws IOException {
                    if (at + length > breaksAt) {
                        throw new IOException("broken");
                    }
                    int n = super.read(buffer, from, length);
                    at += n;
                    return n;
                }
            };
        }
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
