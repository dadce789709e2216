package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveChangesTest {
    @TempDir
    Path folder;

    private ArchiveChanges finished(Path target) throws IOException {
        ArchiveChanges changes = new ArchiveChanges(target, Optional.empty(), "the archive");
        changes.finish(Map.of());
        return changes;
    }

    @Test
    void a_new_archive_does_not_replace_a_file_that_has_just_appeared() throws IOException {
        Path target = folder.resolve("new.tar");
        ArchiveChanges changes = finished(target);
        Files.writeString(target, "theirs");

        assertThatThrownBy(changes::publish).isInstanceOf(FileAlreadyExistsException.class);
        changes.discard();

        assertThat(target).hasContent("theirs");
        assertThat(folder.toFile().list()).containsExactly("new.tar");
    }

    @Test
    void a_new_archive_has_one_name_only() throws IOException {
        Path target = folder.resolve("new.tar");
        ArchiveChanges changes = finished(target);

        changes.publish();
        changes.discard();

        assertThat(folder.toFile().list()).containsExactly("new.tar");
        assertThat(Files.getAttribute(target, "unix:nlink")).isEqualTo(1);
    }

    @Test
    void a_link_that_leads_nowhere_is_replaced() throws IOException {
        Path target = Files.createSymbolicLink(folder.resolve("new.tar"), Path.of("gone"));
        ArchiveChanges changes = finished(target);

        changes.publish();
        changes.discard();

        assertThat(target).isRegularFile();
        assertThat(folder.toFile().list()).containsExactly("new.tar");
    }
}
