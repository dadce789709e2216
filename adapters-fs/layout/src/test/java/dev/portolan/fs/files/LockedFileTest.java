package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockedFileTest {
    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void resolveLinks() throws IOException {
        folder = temp.toRealPath();
    }

    @Test
    void a_file_that_was_left_is_taken_by_one() throws IOException {
        Path left = Files.writeString(folder.resolve("a.partial"), "part");

        try (LockedFile taken = LockedFile.take(left).orElseThrow()) {
            assertThat(LockedFile.take(left)).isEmpty();
            taken.keep();
        }

        assertThat(left).hasContent("part");
    }

    @Test
    void a_file_is_removed_when_it_is_closed_without_a_name() throws IOException {
        LockedFile.create(folder, "a.", ".tmp").close();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_file_that_was_published_is_not_created_again() throws IOException {
        try (LockedFile file = LockedFile.create(folder, "a.", ".tmp")) {
            file.channel().write(ByteBuffer.allocate(1));
            file.publish(folder.resolve("published"));

            assertThat(LockedFile.take(file.file())).isEmpty();
        }
        Path gone = folder.resolve("gone.partial");

        assertThat(LockedFile.take(gone)).isEmpty();
        assertThat(gone).doesNotExist();
        assertThat(folder.resolve("published")).isRegularFile();
    }

    @Test
    void a_file_that_is_waited_for_stays() throws IOException {
        Path lock = folder.resolve("lock");
        LockedFile.acquire(lock, "waiting", "here").close();

        assertThat(lock).isRegularFile();
    }
}
