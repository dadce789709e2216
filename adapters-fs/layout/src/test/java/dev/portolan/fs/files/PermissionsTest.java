package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermissionsTest {
    @TempDir
    Path temp;

    @Test
    void all_bits_are_sets_and_back() {
        for (int bits = 0; bits <= 0777; bits++) {
            assertThat(Permissions.bits(Permissions.of(bits))).isEqualTo(bits);
        }
        assertThat(PosixFilePermissions.toString(Permissions.of(0751))).isEqualTo("rwxr-x--x");
    }

    @Test
    void the_permissions_of_another_file_are_copied() throws IOException {
        Path from = Files.createFile(temp.resolve("from"));
        Path to = Files.createFile(temp.resolve("to"));
        Files.setPosixFilePermissions(from, Permissions.of(0604));

        Permissions.copy(from, to);

        assertThat(Permissions.bits(Files.getPosixFilePermissions(to))).isEqualTo(0604);
    }

    @Test
    void learning_the_umask_leaves_nothing_behind() throws IOException {
        Permissions.in(temp);

        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void a_file_system_without_permissions_has_none_to_set() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(temp.resolve("a.zip"), Map.of("create", "true"))) {
            Path root = zip.getPath("/");
            Permissions permissions = Permissions.in(root);

            assertThat(Permissions.isPosix(root)).isFalse();
            assertThat(permissions.attributes(0755)).isEmpty();
            assertThat(Permissions.attributes(root, 0755)).isEmpty();
            try (OpenDirectory directory = OpenDirectory.at(root)) {
                permissions.apply(directory, 0700);
                permissions.apply(directory, directory.name("missing"), 0700);
                permissions.applySpecial(directory, directory.name("missing"), 04755);
            }
            Path file = Files.createFile(zip.getPath("/f"));
            Permissions.copy(Files.createFile(temp.resolve("from")), file);
        }
    }
}
