package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutRepositoryTest {
    @TempDir
    Path folder;

    private LayoutRepository open() {
        return LayoutRepository.at(folder, LayoutOptions.defaults());
    }

    @Test
    void nothing_unfinished_is_left_behind() throws Exception {
        LayoutRepository layout = open();
        layout.put(Tag.of("v1"), Samples.artifact(layout, Samples.text("one")));
        layout.write("text/plain", Content.of(Samples.text("two")));
        Descriptor damaged = Descriptor.of(MediaTypes.OCTET_STREAM, Samples.text("three"));
        assertThatThrownBy(() -> layout.write(damaged, Content.of(Samples.text("drei!"))))
                .isInstanceOf(ContentMismatchException.class);
        try (Stream<Path> files = Files.list(folder.resolve("ingest"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("lock");
        }
    }
}
