package dev.portolan.fs.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidArchiveException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipReaderTest {
    private static final byte[] TEXT = "some text, some text, some text".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 10;
    private static final int FLAGS = 3;

    private final byte[] whole = gzip(TEXT);

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] read(byte[] bytes) throws IOException {
        try (GzipReader reader = new GzipReader(new ByteArrayInputStream(bytes), "here")) {
            return reader.readAllBytes();
        }
    }

    private static void assertRefused(byte[] bytes, String reason) throws IOException {
        try (GzipReader reader = new GzipReader(new ByteArrayInputStream(bytes), "here")) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(reader::readAllBytes)
                        .isInstanceOf(InvalidArchiveException.class)
                        .hasMessageContaining("here: gzip stream is damaged")
                        .hasMessageContaining(reason);
            }
        }
    }

    /** The stream with other flags, and with fields between header and data. */
    private byte[] with(int flags, byte... fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(whole, 0, HEADER);
        bytes.writeBytes(fields);
        bytes.write(whole, HEADER, whole.length - HEADER);
        byte[] result = bytes.toByteArray();
        result[FLAGS] = (byte) flags;
        return result;
    }

    private byte[] followedBy(byte... rest) {
        byte[] bytes = Arrays.copyOf(whole, whole.length + rest.length);
        System.arraycopy(rest, 0, bytes, whole.length, rest.length);
        return bytes;
    }

    @Test
    void every_field_of_a_header_is_skipped() throws IOException {
        byte[] extra = new byte[2 + 259];
        extra[0] = 3;
        extra[1] = 1;
        Map<Integer, byte[]> fields = Map.of(
                1,
                new byte[0],
                2,
                new byte[] {7, 7},
                4,
                extra,
                8,
                new byte[] {'a', 0},
                16,
                new byte[] {'c', 'd', 0},
                2 + 8 + 16,
                new byte[] {'a', 0, 'c', 'd', 0, 7, 7});
        for (Map.Entry<Integer, byte[]> field : fields.entrySet()) {
            assertThat(read(with(field.getKey(), field.getValue())))
                    .as("flags " + field.getKey())
                    .isEqualTo(TEXT);
        }
    }

    @Test
    void unknown_flags_are_refused() throws IOException {
        for (int flag : new int[] {0x20, 0x40, 0x80}) {
            assertRefused(with(flag), "unknown flags");
        }
    }

    @Test
    void a_stream_that_is_cut_off_anywhere_is_refused() throws IOException {
        for (int length = 3; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "cut off");
        }
    }

    @Test
    void each_byte_of_the_trailer_counts() throws IOException {
        for (int i = 1; i <= 8; i++) {
            byte[] damaged = whole.clone();
            damaged[whole.length - i]++;
            assertRefused(damaged, "its checksum does not match");
        }
    }

    @Test
    void damaged_data_is_refused() throws IOException {
        byte[] damaged = whole.clone();
        damaged[HEADER] = 7; // a block of a type that does not exist
        assertRefused(damaged, "invalid block type");
    }

    @Test
    void other_data_is_refused_at_the_start_and_after_the_end() throws IOException {
        assertRefused(TEXT, "it is not gzip");
        for (int i = 0; i < 3; i++) {
            byte[] start = whole.clone();
            start[i]++;
            assertRefused(start, "it is not gzip");
        }
        assertRefused(followedBy((byte) 'x'), "there is other data after its end");
        assertRefused(followedBy((byte) 0x1f), "there is other data after its end");
        assertRefused(followedBy((byte) 0, (byte) 0, (byte) 'x'), "there is other data after its end");
        assertThat(read(followedBy((byte) 0, (byte) 0))).isEqualTo(TEXT);
    }

    @Test
    void bytes_are_read_one_by_one_too() throws IOException {
        try (GzipReader reader = new GzipReader(new ByteArrayInputStream(gzip(new byte[] {(byte) 200})), "here")) {
            assertThat(reader.read()).isEqualTo(200);
            assertThat(reader.read(new byte[0])).isZero();
            assertThat(reader.read()).isEqualTo(-1);
            assertThat(reader.read(new byte[1])).isEqualTo(-1);
        }
    }

    @Test
    void closing_closes_the_source() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        new GzipReader(
                        new ByteArrayInputStream(whole) {
                            @Override
                            public void close() {
                                closed.set(true);
                            }
                        },
                        "here")
                .close();
        assertThat(closed).isTrue();
    }

    /** Returns bytes one at a time, and fails after a number of them. */
    private static InputStream failingAfter(byte[] bytes, int count) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            private int given;

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (given == count) {
                    throw new IOException("the line is dead");
                }
                given++;
                return in.read(buffer, offset, 1);
            }
        };
    }

    @Test
    void after_a_broken_stream_every_further_read_fails_the_same_way() throws IOException {
        for (int count = 0; count < whole.length; count++) {
            try (GzipReader reader = new GzipReader(failingAfter(whole, count), "here")) {
                assertThatThrownBy(reader::readAllBytes)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("dead");
                assertThatThrownBy(reader::readAllBytes)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("already failed");
            }
        }
        try (GzipReader reader = new GzipReader(failingAfter(whole, -1), "here")) {
            assertThat(reader.readAllBytes()).isEqualTo(TEXT);
        }
    }
}
