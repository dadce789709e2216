package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewNamesTest {
    @TempDir
    Path temp;

    private final InterceptedFiles files = new InterceptedFiles(true);
    private Path old;
    private Path other;

    @BeforeEach
    void a_file() throws IOException {
        old = Files.writeString(files.path(temp).resolve("old"), "content");
        other = files.path(temp).resolve("new");
    }

    private void withoutHardLinks() {
        files.before((call, path) -> {
            if (call.equals("createLink")) {
                throw new UnsupportedOperationException();
            }
        });
    }

    @Test
    void a_file_moves_to_a_free_name() throws IOException {
        NewNames.move(old, other);

        assertThat(old).doesNotExist();
        assertThat(Files.readString(other)).isEqualTo("content");
    }

    @Test
    void a_file_moves_to_a_free_name_without_hard_links_too() throws IOException {
        withoutHardLinks();

        NewNames.move(old, other);

        assertThat(old).doesNotExist();
        assertThat(Files.readString(other)).isEqualTo("content");
    }

    @Test
    void a_name_that_is_taken_stays_as_it_is() throws IOException {
        Files.writeString(other, "other");
        assertThatThrownBy(() -> NewNames.move(old, other)).isInstanceOf(FileAlreadyExistsException.class);

        withoutHardLinks();
        assertThatThrownBy(() -> NewNames.move(old, other)).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(Files.readString(other)).isEqualTo("other");
        assertThat(Files.readString(old)).isEqualTo("content");
    }

    @Test
    void a_file_that_appears_at_the_last_moment_is_not_replaced() throws IOException {
        files.before((call, path) -> {
            if (call.equals("createLink")) {
                Files.writeString(path, "other");
            }
        });

        assertThatThrownBy(() -> NewNames.move(old, other)).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(Files.readString(other)).isEqualTo("other");
    }
}
