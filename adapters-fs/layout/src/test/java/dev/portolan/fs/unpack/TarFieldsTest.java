package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.fs.tar.TarEntry;
import dev.portolan.fs.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The fields of headers and extended headers, each at its limits. */
class TarFieldsTest {

    private static TarEntry read(byte[] tar) throws IOException {
        return TarReader.of(new ByteArrayInputStream(tar), "test").next().orElseThrow();
    }

    private static TarEntry read(TarBuilder tar) throws IOException {
        return read(tar.bytes());
    }

    private static void assertRefused(TarBuilder tar, String reason) {
        assertThatThrownBy(() -> read(tar))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining(reason);
    }

    /** The tar of one file, with other bytes in a field of its header, and the right checksum. */
    private static byte[] with(int offset, String field) {
        return with(new TarBuilder().file("f", "x").bytes(), offset, field);
    }

    private static byte[] with(byte[] tar, int offset, String field) {
        byte[] bytes = field.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, tar, offset, bytes.length);
        Arrays.fill(tar, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        System.arraycopy(TarBuilder.octal(sum, 6), 0, tar, 148, 6);
        tar[154] = 0;
        return tar;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void times_are_in_the_header_or_in_an_extended_one() throws IOException {
        assertThat(read(with(136, "00000000077\0")).modified()).isEqualTo(63);
        assertThat(read(with(136, "        77 \0")).modified()).isEqualTo(63);
        assertThat(read(with(136, "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00fe"))
                        .modified())
                .isEqualTo(-2);
        assertThat(read(new TarBuilder().pax('x', "mtime", "12").file("f", "x")).modified())
                .isEqualTo(12);
        assertThat(read(new TarBuilder().pax('x', "mtime", "12.9").file("f", "x"))
                        .modified())
                .isEqualTo(12);
        assertThat(read(new TarBuilder().pax('g', "mtime", "13").file("f", "x")).modified())
                .isEqualTo(13);
        assertRefused(new TarBuilder().pax('x', "mtime", ".5").file("f", "x"), "is not a number");
    }

    @Test
    void modes_have_twelve_bits() throws IOException {
        assertThat(read(with(100, "0107777\0")).mode()).isEqualTo(07777);
        assertThat(read(with(100, "0100644\0")).mode()).isEqualTo(0644);
    }

    @Test
    void the_prefix_of_a_name_counts_in_posix_headers_only() throws IOException {
        assertThat(read(with(345, "dir")).name()).isEqualTo("dir/f");
        assertThat(read(with(with(345, "dir"), 257, "ustar  \0")).name()).isEqualTo("f");
    }

    @Test
    void numbers_are_octal_digits_between_blanks() throws IOException {
        assertThat(read(with(124, "          1\0")).size()).isEqualTo(1);
        assertThat(read(with(124, "1          \0")).size()).isEqualTo(1);
        assertThat(read(with(124, "000000000017")).size()).isEqualTo(15);
        for (String number : new String[] {"00000000008\0", "0000000000/\0", "-0000000001\0", "0000 000001\0"}) {
            assertThatThrownBy(() -> read(with(124, number)))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining("size of an entry is not a number");
        }
        assertThat(read(with(124, latin1(TarBuilder.binary(Long.MAX_VALUE)))).size())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(read(with(136, latin1(TarBuilder.binary(Long.MIN_VALUE)))).modified())
                .isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void a_checksum_is_a_number_and_may_be_that_of_signed_bytes() throws IOException {
        byte[] tar = with(0, "\u00c3\u00a9");
        assertThat(read(tar).name()).isEqualTo("\u00e9");
        int sum = Integer.parseInt(new String(tar, 148, 6, StandardCharsets.US_ASCII), 8) - 2 * 256;
        System.arraycopy(TarBuilder.octal(sum, 6), 0, tar, 148, 6);
        assertThat(read(tar).name()).isEqualTo("\u00e9");
        tar[150] = 'x';
        assertThatThrownBy(() -> read(tar)).hasMessageContaining("not a tar");
    }

    @Test
    void a_slash_at_the_end_of_a_name_is_a_directory_except_in_a_pax_header() throws IOException {
        assertThat(read(new TarBuilder().extension('L', "d/\0").header("d", '0', 0755, TarBuilder.octal(0, 11), ""))
                        .kind())
                .isEqualTo(TarEntry.Kind.DIRECTORY);
        assertThat(read(new TarBuilder().pax('x', "path", "d/").directory("d/")).kind())
                .isEqualTo(TarEntry.Kind.DIRECTORY);
        assertRefused(
                new TarBuilder().pax('x', "path", "d/").header("d", '0', 0755, TarBuilder.octal(0, 11), ""),
                "ends with a slash");
        assertThat(read(new TarBuilder()
                                .pax('x', "mtime", "1")
                                .extension('L', "d/\0")
                                .header("d", '0', 0755, TarBuilder.octal(0, 11), ""))
                        .kind())
                .isEqualTo(TarEntry.Kind.DIRECTORY);
    }

    @Test
    void an_extended_header_may_end_with_zeros_and_with_nothing_else() throws IOException {
        assertThat(read(new TarBuilder().extension('x', "11 mtime=7\n\0\0").file("f", "x"))
                        .modified())
                .isEqualTo(7);
        assertThat(read(new TarBuilder().pax('x', "size", "0").header("f", '0', 0644, TarBuilder.octal(1, 11), ""))
                        .size())
                .isZero();
        for (String records : new String[] {
            "11 mtime=7\n\0x",
            "x1 mtime=7\n",
            "1: mtime=7\n",
            "11/mtime=7\n",
            "11 mtime:7\n",
            "11 mtime=7x",
            "12 mtime=7\n",
            "99999999999 mtime=7\n",
            " mtime=7\n",
            "0 =\n"
        }) {
            assertRefused(new TarBuilder().extension('x', records).file("f", "x"), "is not a list of records");
        }
    }

    @Test
    void the_extended_headers_of_an_entry_have_a_limit() throws IOException {
        int room = (1 << 20) - 512;
        String most = room + " comment=" + "x".repeat(room - 17) + "\n";
        assertThat(most).hasSize(room);
        assertThat(read(new TarBuilder().extension('x', most).file("f", "x")).name())
                .isEqualTo("f");
        assertThatThrownBy(
                        () -> read(new TarBuilder().extension('x', most + "\0").file("f", "x")))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("headers of the tar are too large");
    }

    @Test
    void content_is_read_in_any_portions_and_what_is_left_is_known() throws IOException {
        TarReader tar = TarReader.of(
                new ByteArrayInputStream(
                        new TarBuilder().file("f", "content").file("g", "").bytes()),
                "test");
        tar.next();
        byte[] buffer = new byte[4];
        assertThat(tar.stored()).isEqualTo(7);
        assertThat(tar.read(buffer, 0, 4)).isEqualTo(4);
        assertThat(tar.stored()).isEqualTo(3);
        assertThat(new String(tar.readAll(), StandardCharsets.US_ASCII)).isEqualTo("ent");
        assertThat(tar.read(buffer, 0, 4)).isEqualTo(-1);
        assertThat(tar.next().orElseThrow().name()).isEqualTo("g");
        assertThat(tar.next()).isEmpty();
    }

    @Test
    void a_short_file_is_not_a_tar_and_a_short_rest_is_cut_off() {
        byte[] tar = new TarBuilder().file("f", "x").file("g", "x").bytes();
        assertThatThrownBy(() -> read(Arrays.copyOf(tar, 511))).hasMessageContaining("not a tar");
        assertThatThrownBy(() -> read("short".getBytes(StandardCharsets.US_ASCII)))
                .hasMessageContaining("not a tar");
        TarReader reader = TarReader.of(new ByteArrayInputStream(Arrays.copyOf(tar, 1500)), "test");
        assertThatThrownBy(() -> {
                    reader.next();
                    reader.next();
                })
                .hasMessageContaining("cut off");
    }
}
