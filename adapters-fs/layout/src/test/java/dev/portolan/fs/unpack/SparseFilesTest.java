package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tar may leave out the holes of a file; unpacked, they are zeros. */
class SparseFilesTest {
    @TempDir
    Path folder;

    private void unpack(byte[] tar) throws IOException {
        Unpacker.create().unpack(new ByteArrayInputStream(tar), folder.resolve("out"));
    }

    private byte[] unpacked(String name) throws IOException {
        return Files.readAllBytes(folder.resolve("out").resolve(name));
    }

    /** Writes bytes into a file, each at its own offset; the rest are holes. */
    private static void sparse(Path file, long size, long... offsets) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            for (long offset : offsets) {
                out.seek(offset);
                out.write(("data at " + offset).getBytes());
            }
            out.setLength(size);
        }
    }

    @ParameterizedTest(name = "tar --format={0} --sparse-version={1}")
    @CsvSource({"gnu, 1.0", "oldgnu, 1.0", "posix, 0.0", "posix, 0.1", "posix, 1.0"})
    void sparse_files_of_gnu_tar_are_unpacked(String format, String version) throws Exception {
        Path source = Files.createDirectory(folder.resolve("source"));
        sparse(source.resolve("middle"), 3_000_000, 1_000_000);
        sparse(source.resolve("ends"), 2_000_020, 0, 2_000_000);
        sparse(source.resolve("hole"), 500_000);
        sparse(source.resolve("many"), 8_000_000, offsets(90));
        sparse(source.resolve("n".repeat(120)), 300_000, 100_000);
        Files.writeString(source.resolve("plain"), "plain");
        Path tar = folder.resolve("a.tar");
        run("tar", "-C", source, "-cSf", tar, "--format=" + format, "--sparse-version=" + version, ".");
        assertThat(Files.size(tar)).as("the holes are left out").isLessThan(2_000_000);

        unpack(Files.readAllBytes(tar));

        run("diff", "-r", source, folder.resolve("out"));
    }

    private static long[] offsets(int count) {
        long[] offsets = new long[count];
        Arrays.setAll(offsets, i -> 80_000L * i + 4096);
        return offsets;
    }

    private void run(Object... words) throws Exception {
        List<String> command = Arrays.stream(words).map(Object::toString).toList();
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(false, command.get(0) + " is not installed");
            return;
        }
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes());
            boolean gnu = process.waitFor() == 0 || !said.contains("unrecognized option");
            assumeTrue(gnu, "GNU tar");
            assertThat(process.exitValue()).as(said).isZero();
        }
    }

    private static TarBuilder tar() {
        return new TarBuilder();
    }

    private static TarBuilder pax(String... records) {
        StringBuilder text = new StringBuilder();
        for (String record : records) {
            int length = record.length() + 2;
            while (length != record.length() + 2 + Integer.toString(length).length()) {
                length = record.length() + 2 + Integer.toString(length).length();
            }
            text.append(length).append(' ').append(record).append('\n');
        }
        return tar().extension('x', text.toString());
    }

    @Test
    void a_sparse_map_places_the_bytes() throws Exception {
        unpack(pax("GNU.sparse.size=10", "GNU.sparse.map=1,2,5,3")
                .file("f", "abcde")
                .bytes());

        assertThat(unpacked("f")).isEqualTo("\0ab\0\0cde\0\0".getBytes());
    }

    @Test
    void a_region_without_bytes_changes_nothing() throws Exception {
        unpack(pax("GNU.sparse.size=10", "GNU.sparse.map=0,0,1,2,5,3,9,0")
                .file("f", "abcde")
                .bytes());

        assertThat(unpacked("f")).isEqualTo("\0ab\0\0cde\0\0".getBytes());
    }

    @Test
    void a_sparse_file_may_be_empty() throws Exception {
        unpack(pax("GNU.sparse.size=0", "GNU.sparse.map=0,0").file("f", "").bytes());

        assertThat(unpacked("f")).isEmpty();
    }

    @Test
    void the_sparse_map_of_format_1_is_part_of_the_content() throws Exception {
        byte[] content = new byte[512 + 5];
        byte[] map = "2\n1\n2\n5\n3\n".getBytes();
        System.arraycopy(map, 0, content, 0, map.length);
        System.arraycopy("abcde".getBytes(), 0, content, 512, 5);

        unpack(pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=real", "GNU.sparse.realsize=10")
                .file("GNUSparseFile.0/f", 0644, content)
                .file("next", "next")
                .bytes());

        assertThat(unpacked("real")).isEqualTo("\0ab\0\0cde\0\0".getBytes());
        assertThat(unpacked("next")).isEqualTo("next".getBytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GNU.sparse.size=10|GNU.sparse.map=1,2,5,4",
                "GNU.sparse.size=10|GNU.sparse.map=1,2,5,2",
                "GNU.sparse.size=10|GNU.sparse.map=5,3,1,2",
                "GNU.sparse.size=10|GNU.sparse.map=1,3,3,2",
                "GNU.sparse.size=10|GNU.sparse.map=1,2,8,3",
                "GNU.sparse.size=10|GNU.sparse.map=-1,5",
                "GNU.sparse.size=10|GNU.sparse.map=9,-4,5,9",
                "GNU.sparse.size=10|GNU.sparse.map=1,2,5",
                "GNU.sparse.size=10|GNU.sparse.map=9223372036854775807,5",
                "GNU.sparse.size=10|GNU.sparse.map=a,5",
                "GNU.sparse.size=-1|GNU.sparse.map=0,5",
                "GNU.sparse.size=10",
                "GNU.sparse.map=0,5",
                "GNU.sparse.size=10|GNU.sparse.numbytes=5|GNU.sparse.offset=0",
                "GNU.sparse.size=10|GNU.sparse.offset=0|GNU.sparse.offset=5",
                "GNU.sparse.major=1|GNU.sparse.minor=0|GNU.sparse.realsize=10",
                "GNU.sparse.major=1|GNU.sparse.minor=1|GNU.sparse.realsize=5",
                "GNU.sparse.major=2|GNU.sparse.minor=0|GNU.sparse.realsize=5",
                "GNU.sparse.name=f",
            })
    void a_map_that_does_not_match_is_refused(String records) {
        byte[] tar = pax(records.split("\\|")).file("f", "abcde").bytes();

        assertThatThrownBy(() -> unpack(tar))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("sparse");
        assertThat(folder.resolve("out/f")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "1\n", "1\n0\n", "1\n0\n5\n", "9\n0\n1\n", "99999999999999999999\n", "x\n", "-1\n"})
    void a_truncated_or_malformed_map_in_the_content_is_refused(String map) {
        byte[] tar = pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=10")
                .file("f", map)
                .bytes();

        assertThatThrownBy(() -> unpack(tar)).isInstanceOf(InvalidArchiveException.class);
    }

    @Test
    void a_line_without_digits_in_the_map_is_refused() {
        String map = "1\n\n5\n";
        byte[] tar = pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=10")
                .file("f", map + "\0".repeat(512 - map.length()) + "abcde")
                .bytes();

        assertThatThrownBy(() -> unpack(tar))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("not made of numbers");
    }

    @Test
    void a_map_in_the_content_has_a_limit() {
        byte[] tar = pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=10")
                .file("f", "400000\n" + "0\n".repeat(800_000))
                .bytes();

        assertThatThrownBy(() -> unpack(tar)).isInstanceOf(LimitExceededException.class);
    }

    @Test
    void a_map_in_blocks_after_the_header_has_a_limit() {
        byte[] more = new byte[512];
        more[504] = 1;
        TarBuilder tar = tar().raw(gnuHeaderWithMoreOfTheMap());
        for (int i = 0; i < 2048; i++) {
            tar.raw(more);
        }
        byte[] bytes = tar.raw(new byte[512]).bytes();

        assertThatThrownBy(() -> unpack(bytes)).isInstanceOf(LimitExceededException.class);
    }

    private static byte[] gnuHeaderWithMoreOfTheMap() {
        byte[] header = tar().entry("f", 'S', "").unfinished();
        System.arraycopy("ustar  \0".getBytes(), 0, header, 257, 8);
        header[482] = 1;
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        System.arraycopy(TarBuilder.octal(sum, 6), 0, header, 148, 6);
        return header;
    }

    @Test
    void a_link_or_folder_is_never_sparse() {
        byte[] link = pax("GNU.sparse.size=10", "GNU.sparse.map=0,0")
                .symlink("l", "target")
                .bytes();
        byte[] directory =
                pax("GNU.sparse.size=10", "GNU.sparse.map=0,0").directory("d").bytes();

        assertThatThrownBy(() -> unpack(link)).isInstanceOf(InvalidArchiveException.class);
        assertThatThrownBy(() -> unpack(directory)).isInstanceOf(InvalidArchiveException.class);
    }

    @Test
    void holes_count_towards_the_limits() {
        byte[] tar = pax("GNU.sparse.size=900000000000", "GNU.sparse.map=1,2,5,3")
                .file("f", "abcde")
                .bytes();

        assertThatThrownBy(() -> unpack(tar)).isInstanceOf(LimitExceededException.class);
    }
}
