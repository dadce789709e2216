package dev.portolan.fs.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.NotFoundException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLayerTest {
    private static final byte[] BYTES = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path temp;

    @Test
    void it_is_described_by_its_bytes_and_titled_with_its_name() throws IOException {
        FileLayer layer = Pack.file(file("hello.txt"), "text/plain");
        assertThat(layer.descriptor())
                .contains(Descriptor.of("text/plain", BYTES).withAnnotation(Annotations.TITLE, "hello.txt"));
    }

    @Test
    void its_media_type_is_octet_stream_unless_said_otherwise() throws IOException {
        assertThat(Pack.file(file("f")).mediaType()).isEqualTo("application/octet-stream");
    }

    @Test
    void it_can_have_another_title_and_more_annotations() throws IOException {
        FileLayer layer = Pack.file(file("f")).withTitle("docs/readme").withAnnotation("k", "v");
        assertThat(layer.descriptor().orElseThrow().annotations())
                .containsOnly(Map.entry(Annotations.TITLE, "docs/readme"), Map.entry("k", "v"));
    }

    @Test
    void its_content_is_the_file_from_any_offset() throws IOException {
        FileLayer layer = Pack.file(file("f"));
        try (InputStream stream = layer.content().openAt(2)) {
            assertThat(stream.readAllBytes()).asString().isEqualTo("llo");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        layer.content().writeTo(buffer -> {
            while (buffer.hasRemaining()) {
                out.write(buffer.get());
            }
        });
        assertThat(out.toByteArray()).isEqualTo(BYTES);
    }

    @Test
    void it_is_hashed_once() throws IOException {
        Path file = file("f");
        FileLayer layer = Pack.file(file);
        Descriptor before = layer.descriptor().orElseThrow();
        Files.writeString(file, "other");
        assertThat(layer.descriptor()).contains(before);
    }

    @Test
    void a_link_to_a_file_is_that_file() throws IOException {
        file("f");
        Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("f"));
        assertThat(Pack.file(link).descriptor().orElseThrow().annotation(Annotations.TITLE))
                .contains("link");
    }

    @Test
    void what_is_missing_or_no_file_is_refused() {
        assertThatThrownBy(() -> Pack.file(temp.resolve("missing"))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> Pack.file(temp)).isInstanceOf(UnsupportedException.class);
    }

    private Path file(String name) throws IOException {
        return Files.write(temp.resolve(name), BYTES);
    }
}
