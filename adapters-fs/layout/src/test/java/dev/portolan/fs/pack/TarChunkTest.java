package dev.portolan.fs.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes between planning a tar and reading the files. */
class TarChunkTest {
    @TempDir
    Path temp;

    private Path file;

    @BeforeEach
    void a_file_of_ten_bytes() throws IOException {
        file = Files.writeString(temp.resolve("f"), "0123456789");
    }

    @Test
    void a_part_of_a_file_is_read() throws IOException {
        byte[] to = new byte[6];
        chunk(10, 3, 5).fill(to);
        assertThat(new String(to, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("34567");
    }

    @Test
    void a_file_that_has_grown_is_noticed() {
        assertThatThrownBy(() -> chunk(9, 0, 9).fill(new byte[10]))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("is now longer");
    }

    @Test
    void a_file_that_has_shrunk_is_noticed() {
        assertThatThrownBy(() -> chunk(11, 0, 11).fill(new byte[12]))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("is now shorter");
    }

    @Test
    void a_file_that_was_written_to_between_its_parts_is_noticed() throws IOException {
        TarChunk last = chunk(10, 5, 5);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThatThrownBy(() -> last.fill(new byte[6]))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("content changed");
    }

    @Test
    void a_file_that_is_read_at_once_may_have_been_touched() throws IOException {
        TarChunk whole = chunk(10, 0, 10);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        byte[] to = new byte[11];
        whole.fill(to);
        assertThat(new String(to, 0, 10, StandardCharsets.US_ASCII)).isEqualTo("0123456789");
    }

    @Test
    void a_file_that_was_deleted_is_noticed() throws IOException {
        TarChunk chunk = chunk(10, 0, 10);
        Files.delete(file);
        assertThatThrownBy(() -> chunk.fill(new byte[11]))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("was deleted");
    }

    @Test
    void a_link_instead_of_a_file_is_not_followed() throws IOException {
        TarChunk chunk = chunk(10, 0, 10);
        Path other = Files.move(file, temp.resolve("other"));
        Files.createSymbolicLink(file, other);
        assertThatThrownBy(() -> chunk.fill(new byte[11])).isInstanceOf(StorageException.class);
    }

    private TarChunk chunk(long size, long offset, int length) throws IOException {
        TreeEntry entry =
                new TreeEntry("f", file, TreeEntry.Kind.FILE, 0644, size, Files.getLastModifiedTime(file), "");
        return new TarChunk(List.of(new TarChunk.FilePart(entry, offset, length)), length, true);
    }
}
