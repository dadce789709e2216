package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.LimitExceededException;
import dev.portolan.fs.compress.DecompressionLimit;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is just within a limit is unpacked, and one more is not. */
class UnpackLimitsTest {
    @TempDir
    Path temp;

    private void unpack(UnpackLimits limits, TarBuilder tar) {
        Unpacker.create().withLimits(limits).unpack(new ByteArrayInputStream(tar.bytes()), temp.resolve("out"));
    }

    private void refused(UnpackLimits limits, TarBuilder tar, String setting) {
        assertThatThrownBy(() -> unpack(limits, tar))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining(setting);
        assertThat(temp.resolve("out")).isEmptyDirectory();
    }

    private static TarBuilder entries() {
        return new TarBuilder()
                .file("a", "x")
                .file("implied/b", "x")
                .directory("d")
                .symlink("l", "a")
                .hardLink("h", "a")
                .file("large", 0644, new byte[100_000]);
    }

    @Test
    void every_kind_of_entry_counts_and_so_do_implied_directories() {
        refused(UnpackLimits.DEFAULT.withEntries(6), entries(), "UnpackLimits.entries");

        unpack(UnpackLimits.DEFAULT.withEntries(7), entries());

        assertThat(temp.resolve("out/implied/b")).hasContent("x");
    }

    @Test
    void the_bytes_of_all_files_count_together() {
        TarBuilder tar = new TarBuilder().file("a", "123").file("b", "45");

        refused(UnpackLimits.DEFAULT.withBytes(4), tar, "UnpackLimits.bytes");

        unpack(UnpackLimits.DEFAULT.withBytes(5), tar);
        assertThat(temp.resolve("out/b")).hasContent("45");
    }

    @Test
    void the_targets_of_links_are_limited_together() {
        TarBuilder tar = new TarBuilder();
        String target = "t".repeat(4_000);
        for (int i = 0; i < (32 << 20) / 4_000 + 1; i++) {
            tar.pax('x', "linkpath", target).symlink("l" + i, "t");
        }

        refused(UnpackLimits.DEFAULT, tar, "too many symbolic links");
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0", "-1, 1, 1"})
    void a_limit_below_1_is_refused(long entries, long bytes, long ratio) {
        assertThat(new UnpackLimits(1, 1, 1).entries()).isOne();
        assertThatThrownBy(() -> new UnpackLimits(entries, bytes, ratio)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_decompressed_tar_may_have_the_bytes_and_headers_of_its_entries() {
        assertThat(new UnpackLimits(3, 1_000, 7).decompression().mostBytes()).isEqualTo(1_000 + 3 * 4_096);
        assertThat(new UnpackLimits(3, 1_000, 7).decompression().ratio()).isEqualTo(7);
        assertThat(new UnpackLimits(Long.MAX_VALUE, Long.MAX_VALUE, 1)
                        .decompression()
                        .mostBytes())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(new UnpackLimits(Long.MAX_VALUE, 1, 1).decompression().mostBytes())
                .isEqualTo(Long.MAX_VALUE / 2 + 1);
    }

    @ParameterizedTest
    @CsvSource({"1, 50", "5, 51", "5, 59", "10, 100"})
    void content_within_the_limits_is_decompressed(long compressed, long decompressed) {
        new DecompressionLimit(100, 10, 50, "X").check(compressed, decompressed, "here");
    }

    @ParameterizedTest
    @CsvSource({"100, 101, more than 100 bytes", "4, 51, 4 bytes became more than 10 times as many"})
    void content_beyond_a_limit_is_refused(long compressed, long decompressed, String why) {
        assertThatThrownBy(() -> new DecompressionLimit(100, 10, 50, "X").check(compressed, decompressed, "here"))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("raise X");
    }

    @Test
    void bounds_of_decompression_that_allow_nothing_are_refused() {
        assertThat(new DecompressionLimit(1, 1, 0, "X").freeBytes()).isZero();
        assertThatThrownBy(() -> new DecompressionLimit(0, 1, 0, "X")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DecompressionLimit(1, 0, 0, "X")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DecompressionLimit(1, 1, -1, "X")).isInstanceOf(IllegalArgumentException.class);
    }
}
