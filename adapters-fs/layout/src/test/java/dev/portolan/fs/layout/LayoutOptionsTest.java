package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutOptionsTest {
    @Test
    void options_are_changed_one_at_a_time() {
        LayoutOptions options = LayoutOptions.builder()
                .maxIndexSize(5)
                .syncBlobs(true)
                .sparse(true)
                .maxEntries(6)
                .ratio(7)
                .spoolDirectory(Path.of("spool"))
                .build();
        LayoutOptions other = options.toBuilder().sparse(false).build();

        assertThat(options.sparse()).isTrue();
        assertThat(other.sparse()).isFalse();
        assertThat(other.maxIndexSize()).isEqualTo(5);
        assertThat(other.syncBlobs()).isTrue();
        assertThat(other.maxEntries()).isEqualTo(6);
        assertThat(other.ratio()).isEqualTo(7);
        assertThat(other.spoolDirectory()).contains(Path.of("spool"));
    }

    @Test
    void the_defaults_are_strict_and_use_the_systems_temporary_directory() {
        LayoutOptions options = LayoutOptions.defaults();

        assertThat(options.maxIndexSize()).isEqualTo(64 << 20);
        assertThat(options.syncBlobs()).isFalse();
        assertThat(options.sparse()).isFalse();
        assertThat(options.maxEntries()).isEqualTo(500_000);
        assertThat(options.ratio()).isEqualTo(200);
        assertThat(options.spoolDirectory()).isEmpty();
    }

    @Test
    void limits_of_one_are_accepted_and_so_is_the_largest_array() {
        assertThat(LayoutOptions.builder().maxEntries(1).build().maxEntries()).isEqualTo(1);
        assertThat(LayoutOptions.builder().ratio(1).build().ratio()).isEqualTo(1);
        assertThat(LayoutOptions.builder().maxIndexSize(1).build().maxIndexSize())
                .isEqualTo(1);
        assertThat(LayoutOptions.builder()
                        .maxIndexSize(Integer.MAX_VALUE - 8)
                        .build()
                        .maxIndexSize())
                .isEqualTo(Integer.MAX_VALUE - 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void limits_below_one_are_refused(int limit) {
        LayoutOptions.Builder options = LayoutOptions.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> options.maxEntries(limit));
        assertThatIllegalArgumentException().isThrownBy(() -> options.ratio(limit));
        assertThatIllegalArgumentException().isThrownBy(() -> options.maxIndexSize(limit));
    }

    @Test
    void an_index_that_fits_into_no_array_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LayoutOptions.builder().maxIndexSize(Integer.MAX_VALUE - 7));
    }

    @Test
    void archives_are_decompressed_into_the_spool_directory_or_the_systems(@TempDir Path spool) throws Exception {
        Path own = LayoutOptions.builder().spoolDirectory(spool).build().temporaryFile(".tar");
        Path systems = LayoutOptions.defaults().temporaryFile(".tar");
        Files.delete(systems);

        assertThat(own).isRegularFile().hasParentRaw(spool);
        assertThat(systems).hasParentRaw(Path.of(System.getProperty("java.io.tmpdir")));
    }
}
