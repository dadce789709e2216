package dev.portolan.fs.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other users of the machine can neither read nor influence a cache. */
class PrivateCachesTest {
    private static final byte[] BYTES = "content".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor BLOB = Descriptor.of(MediaTypes.OCTET_STREAM, Digest.sha256(BYTES), BYTES.length);
    private static final Tag TAG = Tag.of("v1");

    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void start() {
        assumeTrue(temp.getFileSystem().supportedFileAttributeViews().contains("posix"));
        directory = temp.resolve("cache");
    }

    private DiskContentCache contents() {
        return DiskContentCache.in(directory, 1 << 30);
    }

    private DiskTagCache tags() {
        return DiskTagCache.in(directory, Duration.ofDays(1));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    @Test
    void files_and_directories_are_private_to_their_owner() throws IOException {
        contents().put(BLOB, Content.of(BYTES));
        tags().put("registry/a", TAG, BLOB);

        try (Stream<Path> found = Files.walk(directory)) {
            assertThat(found)
                    .hasSizeGreaterThan(6)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void a_link_to_an_endless_device_is_not_read() throws IOException {
        contents().put(BLOB, Content.of(BYTES));
        tags().put("registry/a", TAG, BLOB);
        for (Path file : files()) {
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("/dev/zero"));
        }

        assertThat(contents().stat(BLOB.digest())).isEmpty();
        assertThat(contents().get(BLOB)).isEmpty();
        assertThat(tags().get("registry/a", TAG)).isEmpty();
        contents().put(BLOB, Content.of(BYTES));
        tags().put("registry/a", TAG, BLOB);
        assertThat(contents().get(BLOB)).isPresent();
        assertThat(tags().get("registry/a", TAG)).contains(BLOB);
    }

    @Test
    void a_pipe_is_not_opened() throws IOException, InterruptedException {
        contents().put(BLOB, Content.of(BYTES));
        tags().put("registry/a", TAG, BLOB);
        for (Path file : files()) {
            Files.delete(file);
            makePipe(file);
        }

        assertThat(contents().stat(BLOB.digest())).isEmpty();
        assertThat(contents().get(BLOB)).isEmpty();
        assertThat(tags().get("registry/a", TAG)).isEmpty();
    }

    @Test
    void a_tag_that_another_user_may_have_written_is_not_trusted() throws IOException {
        tags().put("registry/a", TAG, BLOB);
        assertThat(tags().get("registry/a", TAG)).contains(BLOB);
        Path file = files().get(0);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(tags().get("registry/a", TAG)).isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(tags().get("registry/a", TAG)).contains(BLOB);

        assumeTrue(Files.getOwner(file).getName().equals("root"), "only root can give a file to another user");
        Files.setOwner(
                file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        assertThat(tags().get("registry/a", TAG)).isEmpty();
    }

    @Test
    void only_a_limited_part_of_a_tag_entry_is_read() throws IOException {
        tags().put("registry/a", TAG, BLOB);
        Path file = files().get(0);
        Files.writeString(file, " ".repeat(1 << 20) + Files.readString(file));

        assertThat(tags().get("registry/a", TAG)).isEmpty();
    }

    static void makePipe(Path file) throws IOException, InterruptedException {
        Path program = Path.of("/usr/bin/mkfifo");
        assumeTrue(Files.isExecutable(program), "there is no mkfifo");
        assertThat(new ProcessBuilder(program.toString(), file.toString())
                        .start()
                        .waitFor())
                .isZero();
    }
}
