package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.NotFoundException;
import dev.portolan.fs.Samples;
import dev.portolan.fs.tar.Tar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The error for a path of another kind names that kind and the reference to use. */
class WrongKindOfPathTest {
    @TempDir
    Path folder;

    private Path tar(String... files) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (String file : files) {
            tar.write(Tar.fileHeader(file, 0));
        }
        tar.write(Tar.end(tar.size()));
        return Files.write(folder.resolve("some.tar"), tar.toByteArray());
    }

    @Test
    void a_file_is_not_a_layout() throws Exception {
        Path file = tar("oci-layout");

        assertThatThrownBy(() -> LayoutRepository.at(file).tags())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("it is a file, not a directory; for an archive, write oci-archive:" + file);
    }

    @Test
    void a_directory_is_not_an_archive() {
        assertThatThrownBy(() -> OciArchiveRepository.at(folder).tags())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("it is a directory; for a layout, write oci-layout:" + folder);
    }

    @Test
    void a_device_is_not_an_archive() {
        assertThatThrownBy(() -> OciArchiveRepository.at(Path.of("/dev/null")).tags())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("it is not a regular file; write its content to a file first");
    }

    @Test
    void a_missing_archive_is_not_called_a_layout() {
        assertThatThrownBy(() ->
                        OciArchiveRepository.at(folder.resolve("missing.tar")).tags())
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("oci-archive:")
                .hasMessageContaining(": no such archive");
    }

    @Test
    void an_empty_file_and_an_empty_tar_are_empty_archives() throws Exception {
        Path file = Files.write(folder.resolve("empty"), new byte[0]);

        assertThatThrownBy(() -> OciArchiveRepository.at(file).tags()).hasMessageContaining("it is empty");
        assertThatThrownBy(() -> OciArchiveRepository.at(tar()).tags()).hasMessageContaining("it is empty");
    }

    @ParameterizedTest
    @CsvSource({"carried, carried/oci-layout", "a/b, a/b/oci-layout", "my layout, my layout/oci-layout"})
    void a_tar_of_the_directory_of_a_layout_says_which_content_to_pack(String folder, String file) throws Exception {
        Path tar = tar(file, folder + "/index.json");

        assertThatThrownBy(() -> OciArchiveRepository.at(tar).tags())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining(
                        "its layout is in the directory " + folder + "; pack the content of that directory");
    }

    @Test
    void a_tar_of_other_files_has_neither_format() throws Exception {
        Path tar = tar("src/main.c", "README");

        assertThatThrownBy(() -> OciArchiveRepository.at(tar).tags())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("it has neither oci-layout nor manifest.json");
    }

    @Test
    void a_text_file_is_not_a_tar() throws Exception {
        Path file = Files.write(folder.resolve("text"), Samples.text("hello"));

        assertThatThrownBy(() -> OciArchiveRepository.at(file).tags())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("not a tar");
    }
}
