package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.StorageException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {
    private static final byte[] BYTES = Samples.random(3, 3 << 20);
    private static final Descriptor BLOB = Descriptor.of(MediaTypes.OCTET_STREAM, BYTES);

    @TempDir
    Path folder;

    private LayoutRepository layout;
    private final List<Long> opened = new ArrayList<>();

    @BeforeEach
    void open() {
        layout = LayoutRepository.at(folder, LayoutOptions.defaults());
    }

    /** Content that notes from where it is read. */
    private Content content(byte[] bytes) {
        return new Content() {
            @Override
            public InputStream open() {
                return openAt(0);
            }

            @Override
            public InputStream openAt(long offset) {
                opened.add(offset);
                return new ByteArrayInputStream(bytes, (int) offset, bytes.length);
            }
        };
    }

    /** Content whose connection breaks after a number of bytes. */
    private static Content broken(byte[] bytes, int after) {
        return () -> new SequenceInputStream(new ByteArrayInputStream(bytes, 0, after), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });
    }

    private void breakOff(byte[] bytes, int after) {
        assertThatThrownBy(() -> layout.write(BLOB, broken(bytes, after))).isInstanceOf(StorageException.class);
    }

    private long unfinished() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("ingest"))) {
            return files.count() - 1;
        }
    }

    @Test
    void a_broken_write_continues_where_it_ended() throws Exception {
        breakOff(BYTES, 2 << 20);
        assertThat(layout.stat(BLOB.digest())).isEmpty();

        LayoutRepository.at(folder, LayoutOptions.defaults()).write(BLOB, content(BYTES));

        assertThat(opened).containsExactly(2L << 20);
        assertThat(layout.open(BLOB).readAllBytes()).isEqualTo(BYTES);
        assertThat(unfinished()).isZero();
    }

    @Test
    void blobs_of_a_mebibyte_are_continued_and_smaller_ones_are_not() throws Exception {
        for (int size : List.of(1 << 20, (1 << 20) - 1)) {
            Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, Arrays.copyOf(BYTES, size));

            assertThatThrownBy(() -> layout.write(blob, broken(BYTES, 1000))).isInstanceOf(StorageException.class);

            assertThat(unfinished()).isEqualTo(1);
        }
    }

    @Test
    void a_complete_partial_file_is_not_read_again() throws Exception {
        breakOff(BYTES, BYTES.length);

        layout.write(BLOB, content(BYTES));

        assertThat(opened).isEmpty();
        assertThat(layout.open(BLOB).readAllBytes()).isEqualTo(BYTES);
    }

    @Test
    void a_damaged_partial_file_is_written_again() throws Exception {
        byte[] damaged = BYTES.clone();
        damaged[77]++;
        breakOff(damaged, 1 << 20);

        layout.write(BLOB, content(BYTES));

        assertThat(opened).containsExactly(1L << 20, 0L);
        assertThat(layout.open(BLOB).readAllBytes()).isEqualTo(BYTES);
    }

    @Test
    void content_that_does_not_match_leaves_nothing_to_continue() throws Exception {
        byte[] damaged = BYTES.clone();
        damaged[77]++;
        assertThatThrownBy(() -> layout.write(BLOB, content(damaged))).isInstanceOf(ContentMismatchException.class);
        assertThat(unfinished()).isZero();
    }

    @Test
    void two_writers_of_the_same_blob_do_not_share_a_partial_file() throws Exception {
        breakOff(BYTES, 2 << 20);
        LayoutRepository other = LayoutRepository.at(folder, LayoutOptions.defaults());

        layout.write(BLOB, new Content() {
            @Override
            public InputStream open() {
                throw new AssertionError("it should be continued");
            }

            @Override
            public InputStream openAt(long offset) {
                other.write(BLOB, content(BYTES));
                return new ByteArrayInputStream(BYTES, (int) offset, BYTES.length);
            }
        });

        assertThat(opened).containsExactly(0L);
        assertThat(layout.open(BLOB).readAllBytes()).isEqualTo(BYTES);
        assertThat(unfinished()).isZero();
    }
}
