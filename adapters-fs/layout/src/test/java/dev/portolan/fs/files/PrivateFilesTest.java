package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
    @TempDir
    Path temp;

    private Path file;
    private Optional<UserPrincipal> owner;

    @BeforeEach
    void a_file_of_four_bytes() throws IOException {
        file = temp.resolve("f");
        try (FileChannel channel = PrivateFiles.create(file)) {
            Channels.writeFully(channel, new byte[4]);
        }
        owner = PrivateFiles.owner(temp);
    }

    @Test
    void files_and_directories_are_only_for_their_owner() throws IOException {
        PrivateFiles.createDirectories(temp.resolve("a/b"));

        assertThat(Permissions.bits(Files.getPosixFilePermissions(file))).isEqualTo(0600);
        assertThat(Permissions.bits(Files.getPosixFilePermissions(temp.resolve("a"))))
                .isEqualTo(0700);
        assertThat(Permissions.bits(Files.getPosixFilePermissions(temp.resolve("a/b"))))
                .isEqualTo(0700);
        assertThatThrownBy(() -> PrivateFiles.create(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void a_file_is_read_up_to_the_limit() throws IOException {
        assertThat(PrivateFiles.readTrusted(file, 4, owner)).hasValue(new byte[4]);
        assertThat(PrivateFiles.readTrusted(file, 5, owner)).hasValue(new byte[4]);
        assertThat(PrivateFiles.readTrusted(file, 3, owner)).isEmpty();
    }

    @Test
    void a_file_that_others_may_write_to_or_own_is_not_trusted() throws IOException {
        assertThat(PrivateFiles.readTrusted(file, 4, Optional.empty())).isEmpty();
        assertThat(PrivateFiles.readTrusted(file, 4, Optional.of(() -> "somebody")))
                .isEmpty();
        for (int mode : new int[] {0620, 0602}) {
            Files.setPosixFilePermissions(file, Permissions.of(mode));
            assertThat(PrivateFiles.readTrusted(file, 4, owner)).isEmpty();
        }
        Files.setPosixFilePermissions(file, Permissions.of(0644));
        assertThat(PrivateFiles.readTrusted(file, 4, owner)).isPresent();
    }

    @Test
    void where_files_have_no_owners_every_file_is_trusted() throws IOException {
        Path plain = new InterceptedFiles(false).path(file);

        assertThat(PrivateFiles.owner(plain.getParent())).isEmpty();
        assertThat(PrivateFiles.readTrusted(plain, 4, Optional.empty())).hasValue(new byte[4]);
        PrivateFiles.createDirectories(plain.resolveSibling("d"));
        assertThat(temp.resolve("d")).isDirectory();
    }

    @Test
    void the_owner_is_learned_without_leaving_a_file() throws IOException {
        assertThat(owner).contains(Files.getOwner(file));
        assertThat(temp).isDirectoryNotContaining(path -> !path.equals(file));
        assertThat(PrivateFiles.owner(temp.resolve("missing"))).isEmpty();
    }

    @Test
    void only_regular_files_are_opened() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), file);
        for (Path other : new Path[] {temp, link}) {
            assertThatThrownBy(() -> PrivateFiles.open(other))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("not a regular file");
            assertThatThrownBy(() -> PrivateFiles.readTrusted(other, 4, owner))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("not a regular file");
        }
        try (FileChannel channel = PrivateFiles.open(file)) {
            assertThat(channel.size()).isEqualTo(4);
        }
    }
}
