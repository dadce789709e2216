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
    void bits_are_set_as_far_as_the_umask_allows() throws IOException {
        Path probe =
                Files.createFile(temp.resolve("probe"), PosixFilePermissions.asFileAttribute(Permissions.of(0777)));
        int allowed = Permissions.bits(Files.getPosixFilePermissions(probe));
        Files.createFile(temp.resolve("f"));
        Files.createDirectory(temp.resolve("d"));
        Files.createSymbolicLink(temp.resolve("link"), Path.of("f"));
        Permissions permissions = Permissions.in(temp);
        try (OpenDirectory directory = OpenDirectory.at(temp);
                OpenDirectory child = directory.open(directory.name("d"))) {
            for (int mode : new int[] {0777, 0700, 0604, 0421}) {
                permissions.apply(directory, directory.name("f"), mode);
                assertThat(Permissions.bits(Files.getPosixFilePermissions(temp.resolve("f"))))
                        .isEqualTo(mode & allowed);
                permissions.apply(child, mode);
                assertThat(Permissions.bits(Files.getPosixFilePermissions(temp.resolve("d"))))
                        .isEqualTo(mode & allowed);
            }
            permissions.applySpecial(directory, directory.name("link"), 07777);
            assertThat((int) Files.getAttribute(temp.resolve("f"), "unix:mode") & 07000)
                    .isZero();
            permissions.applySpecial(directory, directory.name("f"), 04777);
            assertThat((int) Files.getAttribute(temp.resolve("f"), "unix:mode") & 07777)
                    .isEqualTo(04000 | allowed);
            permissions.create(directory, directory.name("new"), 0741).close();
            assertThat(Permissions.bits(Files.getPosixFilePermissions(temp.resolve("new"))))
                    .isEqualTo(0741 & allowed);
        }
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
