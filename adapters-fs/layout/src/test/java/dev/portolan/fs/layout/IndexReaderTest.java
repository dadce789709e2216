package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a layout reads its index.json, and when it remembers it. */
class IndexReaderTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.now().minus(Duration.ofHours(2)));

    @TempDir
    Path folder;

    private LayoutRepository layout;
    private Path index;

    @BeforeEach
    void fill() {
        layout = LayoutRepository.at(folder);
        layout.put(Tag.of("v1"), Samples.artifact(layout, Samples.text("one")));
        index = folder.resolve("index.json");
    }

    /** Renames the tag in the file, which keeps its size and its time. */
    private void rename() throws IOException {
        FileTime time = Files.getLastModifiedTime(index);
        Files.writeString(index, Files.readString(index).replace("\"v1\"", "\"v2\""));
        Files.setLastModifiedTime(index, time);
    }

    @Test
    void an_index_that_nobody_has_changed_for_a_while_is_read_once() throws Exception {
        Files.setLastModifiedTime(index, LONG_AGO);

        IndexJson first = layout.index().orElseThrow();

        assertThat(layout.index().orElseThrow()).isSameAs(first);
    }

    @Test
    void an_index_that_changes_is_read_again() throws Exception {
        Files.setLastModifiedTime(index, LONG_AGO);
        assertThat(layout.tags()).containsExactly(Tag.of("v1"));

        rename();
        Files.setLastModifiedTime(index, FileTime.from(LONG_AGO.toInstant().plusSeconds(60)));

        assertThat(layout.tags()).containsExactly(Tag.of("v2"));
    }

    @Test
    void an_index_that_has_just_changed_may_change_again_within_the_same_tick_of_the_clock() throws Exception {
        Files.setLastModifiedTime(index, FileTime.from(Instant.now().plus(Duration.ofHours(1))));
        assertThat(layout.tags()).containsExactly(Tag.of("v1"));

        rename();

        assertThat(layout.tags()).containsExactly(Tag.of("v2"));
    }

    @Test
    void a_layout_that_is_deleted_is_not_remembered() throws Exception {
        Files.setLastModifiedTime(index, LONG_AGO);
        assertThat(layout.index()).isPresent();

        Files.delete(index);
        Files.delete(folder.resolve("oci-layout"));

        assertThat(layout.index()).isEmpty();
    }

    @Test
    void a_layout_that_loses_its_index_is_broken() throws Exception {
        Files.setLastModifiedTime(index, LONG_AGO);
        assertThat(layout.index()).isPresent();

        Files.delete(index);

        assertThatThrownBy(() -> layout.index())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("index.json is missing");
    }

    @Test
    void a_layout_whose_creator_has_written_only_the_first_file_is_empty() throws Exception {
        Path begun = Files.createDirectory(folder.resolve("begun"));
        Files.write(begun.resolve("oci-layout"), LayoutFiles.LAYOUT);

        assertThat(LayoutRepository.at(begun).tags()).isEmpty();
    }

    @Test
    void an_index_may_be_as_large_as_its_limit() throws Exception {
        long size = Files.size(index);
        LayoutOptions exact = LayoutOptions.builder().maxIndexSize(size).build();
        LayoutOptions less = LayoutOptions.builder().maxIndexSize(size - 1).build();

        assertThat(LayoutRepository.at(folder, exact).tags()).hasSize(1);
        assertThatThrownBy(() -> LayoutRepository.at(folder, less).tags()).isInstanceOf(LimitExceededException.class);
    }
}
