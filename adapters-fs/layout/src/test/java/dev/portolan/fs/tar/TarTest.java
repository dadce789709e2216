package dev.portolan.fs.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

/** What is written is read again, by this reader and by another program's. */
class TarTest {
    private static final long LARGEST_OCTAL = 0_77777777777L;

    /** Names around every border: 100 bytes, a prefix of 155, 256 together; with slashes, without, and not ASCII. */
    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int length = 1; length <= 300; length++) {
            names.add("n".repeat(length));
        }
        for (int prefix : new int[] {1, 2, 99, 100, 101, 153, 154, 155, 156, 157, 200}) {
            for (int rest : new int[] {1, 2, 98, 99, 100, 101, 102}) {
                names.add("p".repeat(prefix) + "/" + "n".repeat(rest));
            }
        }
        names.add("a/".repeat(127) + "b");
        names.add("a/".repeat(128) + "b");
        names.add("p".repeat(120) + "/" + "d".repeat(20) + "/" + "n".repeat(90));
        names.add("\u00e9");
        names.add("\u00e9".repeat(60) + "/" + "\u65e5".repeat(30));
        return names;
    }

    private static TarEntry read(byte[] header) throws IOException {
        return TarReader.of(new ByteArrayInputStream(header), "test").next().orElseThrow();
    }

    private static TarArchiveEntry readByOthers(byte[] header) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(header), "UTF-8")) {
            return tar.getNextEntry();
        }
    }

    @Test
    void names_of_every_length_are_read_back() throws IOException {
        for (String name : names()) {
            for (byte[] header : List.of(Tar.header('0', name, 0640, 5, 99, ""), Tar.fileHeader(name, 5))) {
                assertThat(header.length % Tar.BLOCK).isZero();
                assertThat(read(header).name()).isEqualTo(name);
                assertThat(read(header).size()).isEqualTo(5);
                assertThat(readByOthers(header).getName()).isEqualTo(name);
                assertThat(readByOthers(header).getSize()).isEqualTo(5);
            }
        }
    }

    @Test
    void names_that_fit_need_no_extended_header() {
        assertThat(Tar.header('0', "n".repeat(100), 0, 0, 0, "")).hasSize(Tar.BLOCK);
        assertThat(Tar.header('0', "n".repeat(101), 0, 0, 0, "")).hasSize(3 * Tar.BLOCK);
        assertThat(Tar.header('0', "p".repeat(155) + "/" + "n".repeat(100), 0, 0, 0, ""))
                .hasSize(Tar.BLOCK);
        assertThat(Tar.header('0', "p".repeat(156) + "/" + "n".repeat(100), 0, 0, 0, ""))
                .hasSize(3 * Tar.BLOCK);
        assertThat(Tar.header('2', "l", 0, 0, 0, "t".repeat(100))).hasSize(Tar.BLOCK);
        assertThat(Tar.header('2', "l", 0, 0, 0, "t".repeat(101))).hasSize(3 * Tar.BLOCK);
        assertThat(Tar.header('0', "f", 0, LARGEST_OCTAL, 0, "")).hasSize(Tar.BLOCK);
        assertThat(Tar.header('0', "f", 0, LARGEST_OCTAL + 1, 0, "")).hasSize(3 * Tar.BLOCK);
        assertThat(Tar.header('5', "\u00e9/", 0, 0, 0, "")).hasSize(3 * Tar.BLOCK);
    }

    @Test
    void no_name_is_cut_at_the_slash_at_its_end() {
        assertThat(Tar.header('5', "d".repeat(120) + "/", 0, 0, 0, "")).hasSize(3 * Tar.BLOCK);
    }

    @Test
    void owner_and_device_are_zeros_and_a_size_is_octal_as_long_as_it_fits() {
        byte[] header = Tar.fileHeader("f", LARGEST_OCTAL);
        assertThat(text(header, 108, 16)).isEqualTo("0000000\0".repeat(2));
        assertThat(text(header, 124, 12)).isEqualTo("77777777777\0");
        assertThat(text(header, 329, 16)).isEqualTo("0000000\0".repeat(2));
    }

    private static String text(byte[] header, int offset, int length) {
        return new String(header, offset, length, StandardCharsets.US_ASCII);
    }

    @Test
    void links_of_every_length_are_read_back() throws IOException {
        for (String target : names()) {
            byte[] header = Tar.header('2', "link", 0777, 0, 0, target);
            assertThat(read(header).link()).isEqualTo(target);
            assertThat(read(header).kind()).isEqualTo(TarEntry.Kind.SYMLINK);
            assertThat(readByOthers(header).getLinkName()).isEqualTo(target);
        }
    }

    @Test
    void sizes_modes_and_times_are_read_back() throws IOException {
        for (long size : new long[] {0, 1, LARGEST_OCTAL, LARGEST_OCTAL + 1, 1L << 40, Long.MAX_VALUE}) {
            for (byte[] header :
                    List.of(Tar.header('0', "f", 04751, size, Tar.LATEST, ""), Tar.fileHeader("f", size))) {
                assertThat(read(header).size()).isEqualTo(size);
                assertThat(readByOthers(header).getSize()).isEqualTo(size);
            }
        }
        byte[] header = Tar.header('0', "f", 04751, 0, Tar.LATEST, "");
        assertThat(read(header).mode()).isEqualTo(04751);
        assertThat(read(header).modified()).isEqualTo(Tar.LATEST);
        assertThat(readByOthers(header).getMode()).isEqualTo(04751);
        assertThat(read(Tar.directoryHeader("d")).kind()).isEqualTo(TarEntry.Kind.DIRECTORY);
        assertThat(read(Tar.directoryHeader("d")).mode()).isEqualTo(0755);
    }

    @Test
    void the_header_of_a_file_has_the_same_length_for_every_size() {
        for (String name : List.of("f", "n".repeat(200))) {
            assertThat(Tar.fileHeader(name, Long.MAX_VALUE)).hasSameSizeAs(Tar.fileHeader(name, 0));
        }
    }

    @Test
    void an_extended_header_has_a_name_of_its_own() {
        byte[] header = Tar.fileHeader("n".repeat(200), 0);
        assertThat(new String(header, 0, 10, StandardCharsets.US_ASCII)).isEqualTo("PaxHeader\0");
    }

    @Test
    void a_tar_ends_with_two_empty_blocks_and_fills_a_record() {
        for (long length = 0; length < 30_000; length += Tar.BLOCK) {
            byte[] end = Tar.end(length);
            assertThat((length + end.length) % 10_240).isZero();
            assertThat(end.length).isBetween(1024, 10_240 + 1024 - Tar.BLOCK);
        }
    }

    @Test
    void a_header_is_known_by_its_checksum() {
        byte[] header = Tar.fileHeader("f", 1);
        assertThat(Tar.isHeader(header)).isTrue();
        assertThat(Tar.isHeader(java.util.Arrays.copyOf(header, 511))).isFalse();
        header[0]++;
        assertThat(Tar.isHeader(header)).isFalse();
        header[148] = 'x';
        assertThat(Tar.isHeader(header)).isFalse();
    }
}
