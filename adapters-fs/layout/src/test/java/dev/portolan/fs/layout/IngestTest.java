package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTest {
    @TempDir
    Path folder;

    @Test
    void a_file_that_was_left_is_taken_by_one() throws Exception {
        Ingest ingest = new Ingest(folder.toRealPath(), "here");
        Path left = Files.writeString(folder.toRealPath().resolve("a.partial"), "part");

        try (IngestFile taken = ingest.take(left).orElseThrow()) {
            assertThat(ingest.take(left)).isEmpty();
            taken.keep();
        }

        assertThat(left).hasContent("part");
    }

    @Test
    void a_file_that_was_published_is_not_created_again() throws Exception {
        Ingest ingest = new Ingest(folder.toRealPath(), "here");
        try (IngestFile file = ingest.create()) {
            file.channel().write(ByteBuffer.allocate(1));
            Path name = ingest.unfinished().get(0);
            file.publish(folder.resolve("published"));

            assertThat(ingest.take(name)).isEmpty();
        }
        Path gone = folder.toRealPath().resolve("gone.partial");

        assertThat(ingest.take(gone)).isEmpty();
        assertThat(gone).doesNotExist();
        assertThat(folder.resolve("published")).isRegularFile();
    }
}
