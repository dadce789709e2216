package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

class FileFailureTest {
    private static void assertMessage(IOException failure, String message) {
        assertThat(FileFailure.of("reading a file", "/f", failure))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("/f: reading a file failed: " + message);
    }

    @Test
    void the_reason_is_in_words() {
        assertMessage(new AccessDeniedException("/f"), "permission denied");
        assertMessage(new NoSuchFileException("/f"), "no such file or directory");
        assertMessage(new FileAlreadyExistsException("/f"), "a file with this name already exists");
        assertMessage(new NotDirectoryException("/f"), "not a directory");
        assertMessage(new DirectoryNotEmptyException("/f"), "the directory is not empty");
    }

    @Test
    void another_file_than_the_expected_one_is_named() {
        assertMessage(new AccessDeniedException("/g"), "/g: permission denied");
        assertMessage(new AccessDeniedException("/f", "/g", null), "/f to /g: permission denied");
    }

    @Test
    void a_reason_of_the_system_is_kept() {
        assertMessage(new AccessDeniedException("/f", null, "sealed"), "/f: sealed");
        assertMessage(new FileSystemException("/f", null, "File too large"), "/f: File too large");
        assertMessage(new IOException("odd"), "odd");
    }

    @Test
    void work_fails_in_the_same_way_whether_its_failure_is_checked_or_not() {
        IOException failure = new NoSuchFileException("/f");
        FileFailure.Action checked = () -> {
            throw failure;
        };
        FileFailure.Action unchecked = () -> {
            throw new UncheckedIOException(failure);
        };
        for (FileFailure.Action action : new FileFailure.Action[] {checked, unchecked}) {
            assertThatThrownBy(() -> FileFailure.typed("reading a file", "/f", action))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("/f: reading a file failed: no such file or directory");
        }
        assertThat(FileFailure.<String>typed("reading a file", "/f", () -> "result"))
                .isEqualTo("result");
    }
}
