package dev.portolan.fs.compress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class DecompressionTest {
    private static final DecompressionLimit NONE = new DecompressionLimit(Long.MAX_VALUE, 1_000_000, 0, "the limit");
    private static final byte[] TEXT = "some text, some text, some text".getBytes(UTF_8);

    @Test
    void gzip_and_zstd_are_recognised_and_other_data_is_passed_through() throws IOException {
        assertThat(decompressed(gzip(TEXT), NONE)).isEqualTo(TEXT);
        assertThat(decompressed(Zstd.compress(TEXT), NONE)).isEqualTo(TEXT);
        assertThat(decompressed(TEXT, NONE)).isEqualTo(TEXT);
        assertThat(decompressed(new byte[0], NONE)).isEmpty();
        assertThat(decompressed(new byte[] {0x1f}, NONE)).hasSize(1);
    }

    @Test
    void all_gzip_members_are_read_and_padding_is_skipped() throws IOException {
        byte[] many = {};
        byte[] expected = {};
        for (int i = 0; i < 50; i++) {
            many = joined(many, gzip(Arrays.copyOf(TEXT, i % 7)));
            expected = joined(expected, Arrays.copyOf(TEXT, i % 7));
        }
        assertThat(decompressed(joined(many, new byte[1000]), NONE)).isEqualTo(expected);
    }

    @Test
    void all_zstd_frames_are_read_and_skippable_ones_skipped() throws IOException {
        byte[] frame = Zstd.compress(TEXT);
        byte[] stream = joined(skippable(4), joined(frame, joined(skippable(0), joined(frame, skippable(9)))));
        assertThat(decompressed(stream, NONE)).isEqualTo(joined(TEXT, TEXT));
    }

    private static byte[] skippable(int length) {
        return ByteBuffer.allocate(8 + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x184d2a50)
                .putInt(length)
                .array();
    }

    @Test
    void other_data_after_the_end_is_refused() {
        for (byte[] stream : new byte[][] {gzip(TEXT), Zstd.compress(TEXT)}) {
            assertThatThrownBy(() -> decompressed(joined(stream, "rest".getBytes(UTF_8)), NONE))
                    .isInstanceOf(InvalidArchiveException.class);
        }
    }

    @Test
    void the_ratio_limit_applies_above_a_minimum_size() throws IOException {
        byte[] zeros = new byte[1 << 20];
        for (byte[] bomb : new byte[][] {gzip(zeros), Zstd.compress(zeros)}) {
            assertThat(decompressed(bomb, new DecompressionLimit(1 << 20, 500, 1 << 20, "the limit")))
                    .hasSize(1 << 20);
            assertThatThrownBy(() -> decompressed(bomb, new DecompressionLimit(1 << 20, 500, 1 << 19, "the limit")))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("500 times as many")
                    .hasMessageContaining("raise the limit");
        }
    }

    @Test
    void the_total_limit_always_applies() {
        assertThatThrownBy(() -> decompressed(gzip(TEXT), new DecompressionLimit(10, 1_000_000, 1000, "the limit")))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("more than 10 bytes");
    }

    @Test
    void limits_are_reached_only_beyond_their_values() throws IOException {
        DecompressionLimit limit = new DecompressionLimit(100, 10, 50, "the limit");
        limit.check(1, 50, "here");
        limit.check(9, 99, "here");
        limit.check(100, 100, "here");
        assertThatThrownBy(() -> limit.check(4, 51, "here")).hasMessageContaining("4 bytes became more than 10 times");
        assertThatThrownBy(() -> limit.check(101, 101, "here")).hasMessageContaining("more than 100 bytes");
        assertThat(new DecompressionLimit(1, 1, 0, "the limit").mostBytes()).isEqualTo(1);
        assertThatThrownBy(() -> new DecompressionLimit(0, 1, 0, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DecompressionLimit(1, 0, 0, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DecompressionLimit(1, 1, -1, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_first_bytes_tell_the_compression() {
        byte[] skippable = skippable(0);
        assertThat(Decompression.isCompressed(gzip(TEXT))).isTrue();
        assertThat(Decompression.isCompressed(new byte[] {0x1f, (byte) 0x8b})).isTrue();
        assertThat(Decompression.isCompressed(Zstd.compress(TEXT))).isTrue();
        assertThat(Decompression.isCompressed(skippable)).isTrue();
        assertThat(Decompression.isCompressed(TEXT)).isFalse();
        assertThat(Decompression.isCompressed(new byte[] {0x1f})).isFalse();
        assertThat(Decompression.isCompressed(Arrays.copyOf(skippable, 3))).isFalse();
    }

    @Test
    void a_stream_is_read_byte_by_byte_and_closed_with_its_source() throws IOException {
        for (byte[] stream : new byte[][] {TEXT, gzip(TEXT), Zstd.compress(TEXT)}) {
            AtomicBoolean closed = new AtomicBoolean();
            InputStream source = new ByteArrayInputStream(stream) {
                @Override
                public void close() {
                    closed.set(true);
                }
            };
            try (InputStream in = Decompression.of(source, NONE, "here")) {
                assertThat(in.read()).isEqualTo('s');
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(TEXT, 1, TEXT.length));
                assertThat(in.read()).isEqualTo(-1);
            }
            assertThat(closed).isTrue();
        }
    }

    @Test
    void a_zstd_stream_that_is_cut_off_or_has_a_rest_is_refused() {
        byte[] stream = Zstd.compress(TEXT);
        for (int length = 4; length < stream.length; length++) {
            byte[] cut = Arrays.copyOf(stream, length);
            assertThatThrownBy(() -> decompressed(cut, NONE))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining("here: the zstd stream is damaged");
        }
        for (int rest = 1; rest < 4; rest++) {
            byte[] longer = joined(stream, Arrays.copyOf(stream, rest));
            assertThatThrownBy(() -> decompressed(longer, NONE)).isInstanceOf(InvalidArchiveException.class);
        }
    }

    @Test
    void formats_that_are_not_read_are_named() {
        assertThat(format("\u001f\u008b\b").compressed()).isTrue();
        assertThat(format("PK\u0003\u0004").compressed()).isFalse();
        assertThat(format("<?xml version=\"1.0\"?>").words()).isEqualTo("an XML document");
        assertThat(format("\u00ef\u00bb\u00bf {").words()).isEqualTo("a JSON document");
        assertThat(format("[{").words()).isEqualTo("a JSON document");
        assertThat(format("<HEAD>").words()).isEqualTo("an HTML page");
        assertThat(format("<html>").words()).isEqualTo("an HTML page");
        assertThat(format("<!DOCTYPE HTML>").words()).isEqualTo("an HTML page");
        assertThat(FileFormat.of(TEXT)).isEmpty();
        assertThat(FileFormat.of(new byte[0])).isEmpty();
    }

    private static FileFormat format(String start) {
        return FileFormat.of(start.getBytes(ISO_8859_1)).orElseThrow();
    }

    private static byte[] decompressed(byte[] bytes, DecompressionLimit limit) throws IOException {
        try (InputStream in = Decompression.of(new ByteArrayInputStream(bytes), limit, "here")) {
            return in.readAllBytes();
        }
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
