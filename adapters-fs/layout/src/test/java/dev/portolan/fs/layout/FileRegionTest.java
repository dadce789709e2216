package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Verifier;
import dev.portolan.error.StorageException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRegionTest {
    private static final byte[] BYTES = Samples.random(1, 700_000);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.write(folder.resolve("file"), BYTES);
    }

    private FileRegion region(long offset, long length) {
        return new FileRegion(file, offset, length, null);
    }

    private static InputStream stream(FileRegion region) {
        return region.stream("reading a blob", "here");
    }

    private interface Feeding {
        void to(WritableByteChannel out) throws IOException;
    }

    private static byte[] fed(Feeding feeding) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        feeding.to(Channels.newChannel(bytes));
        return bytes.toByteArray();
    }

    @Test
    void only_the_region_is_read() throws Exception {
        byte[] expected = Arrays.copyOfRange(BYTES, 100, 600_100);
        FileRegion region = region(100, 600_000);

        assertThat(region.bytes()).isEqualTo(expected);
        assertThat(fed(out -> region.feed(out::write, "reading", "here"))).isEqualTo(expected);
        try (InputStream stream = stream(region)) {
            assertThat(stream.readAllBytes()).isEqualTo(expected);
        }
        assertThat(region.part(5, 10).bytes()).isEqualTo(Arrays.copyOfRange(BYTES, 105, 115));
    }

    @Test
    void an_empty_region_has_no_bytes() throws Exception {
        assertThat(region(7, 0).bytes()).isEmpty();
        assertThat(fed(out -> region(7, 0).feed(out::write, "reading", "here"))).isEmpty();
    }

    @Test
    void bytes_that_another_thread_verifies_arrive_in_their_order() throws Exception {
        Verifier verifier = Verifier.of(Descriptor.of("application/x", BYTES), "here");

        byte[] read = fed(out -> region(0, BYTES.length).feedBeside(out::write, verifier, "reading", "here"));

        assertThat(read).isEqualTo(BYTES);
        verifier.finish();
    }

    @Test
    void a_stream_ends_with_its_region() throws Exception {
        try (InputStream stream = stream(region(100, 3))) {
            assertThat(stream.available()).isEqualTo(3);
            assertThat(stream.read()).isEqualTo(BYTES[100] & 0xff);
            assertThat(stream.available()).isEqualTo(2);
            assertThat(stream.readNBytes(10)).hasSize(2);
            assertThat(stream.available()).isZero();
            assertThat(stream.read()).isEqualTo(-1);
            assertThat(stream.read(new byte[1], 0, 0)).isZero();
            assertThat(stream.skip(1)).isZero();
        }
    }

    @Test
    void skipping_goes_no_further_than_the_region_and_never_back() throws Exception {
        try (InputStream stream = stream(region(100, 50))) {
            assertThat(stream.skip(10)).isEqualTo(10);
            assertThat(stream.skip(-5)).isZero();
            assertThat(stream.read()).isEqualTo(BYTES[110] & 0xff);
            assertThat(stream.available()).isEqualTo(39);
            assertThat(stream.skip(1000)).isEqualTo(39);
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    @Test
    void more_bytes_than_an_int_counts_are_available() throws Exception {
        try (InputStream stream = stream(region(0, 3L << 30))) {
            assertThat(stream.available()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    @Test
    void a_file_that_ends_too_early_is_not_read_into_memory() {
        assertThatThrownBy(() -> region(BYTES.length - 5, 6).bytes()).isInstanceOf(EOFException.class);
    }

    @Test
    void a_file_that_was_replaced_is_not_read() throws Exception {
        FileRegion region = new FileRegion(file, 0, 10, FileStamp.of(file).orElseThrow());
        assertThat(region.bytes()).isEqualTo(Arrays.copyOf(BYTES, 10));
        Files.move(Files.write(folder.resolve("new"), BYTES), folder.resolve("other"));
        Files.delete(file);
        Files.move(folder.resolve("other"), file);

        assertThatThrownBy(region::bytes).isInstanceOf(IOException.class).hasMessageContaining("was replaced");
        assertThatThrownBy(() -> stream(region))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("reading a blob");
    }

    @Test
    void a_link_is_followed_to_a_version_of_a_file_only() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertThat(new FileRegion(link, 0, 10, FileStamp.of(link).orElseThrow()).bytes())
                .isEqualTo(Arrays.copyOf(BYTES, 10));
        assertThatThrownBy(() -> FileRegion.whole(link, 10).bytes()).isInstanceOf(IOException.class);
    }

    @Test
    void failures_of_a_stream_say_what_was_read_and_where() throws Exception {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try (InputStream stream = FileRegion.stream(channel, 10, "reading a blob", "here")) {
            channel.close();

            assertThatThrownBy(stream::read)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("here")
                    .hasMessageContaining("reading a blob");
            assertThatThrownBy(() -> stream.skip(1)).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void closing_a_stream_closes_its_file() throws Exception {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);

        FileRegion.stream(channel, 10, "reading a blob", "here").close();

        assertThat(channel.isOpen()).isFalse();
    }
}
