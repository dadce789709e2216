package dev.portolan.fs.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipReaderTest {

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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("some text, some text, some text".getBytes(StandardCharsets.US_ASCII));
        }
        byte[] whole = bytes.toByteArray();

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
            assertThat(new String(reader.readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("some text");
        }
    }
}
