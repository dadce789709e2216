package dev.portolan.fs.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarIndexTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private static Map<String, TarEntry> read(Path file, int mostEntries) throws IOException {
        try (InputStream tar = Files.newInputStream(file)) {
            return TarIndex.read(tar, "test", mostEntries);
        }
    }

    private Map<String, TarEntry> read(byte[] tar) throws IOException {
        return read(Files.write(folder.resolve("a.tar"), tar), 100);
    }

    @Test
    void files_are_found_at_their_offsets() throws Exception {
        byte[] tar = new RawTar().file("a", CONTENT).file("./b", CONTENT).whole();

        assertThat(read(tar).values())
                .extracting(TarEntry::name, TarEntry::regular, TarEntry::offset, TarEntry::size)
                .containsExactly(tuple("a", true, 512L, 7L), tuple("b", true, 1536L, 7L));
    }

    @Test
    void names_longer_than_a_header_are_read() throws Exception {
        String name = "blobs/sha512/" + "f".repeat(128);

        assertThat(read(new RawTar().file(name, CONTENT).whole())).containsOnlyKeys(name);
    }

    @Test
    void long_names_of_gnu_are_read() throws Exception {
        String name = "x".repeat(300);
        byte[] tar = new RawTar()
                .entry('L', "././@LongLink", 301, (name + "\0").getBytes(StandardCharsets.UTF_8))
                .entry('0', "xxx", CONTENT.length, CONTENT)
                .whole();

        assertThat(read(tar)).containsOnlyKeys(name);
    }

    @Test
    void a_size_in_a_pax_header_counts() throws Exception {
        byte[] record = "9 size=7\n".getBytes(StandardCharsets.UTF_8);
        byte[] tar = new RawTar()
                .entry('x', "pax", record.length, record)
                .entry('0', "a", 0, CONTENT)
                .file("b", CONTENT)
                .whole();

        assertThat(read(tar).get("a").size()).isEqualTo(7);
        assertThat(read(tar)).containsKey("b");
    }

    @Test
    void the_later_of_two_files_with_one_name_counts() throws Exception {
        byte[] tar = new RawTar().file("a", CONTENT).file("a", new byte[1]).whole();

        assertThat(read(tar).get("a").size()).isEqualTo(1);
    }

    @Test
    void links_are_not_regular_files() throws Exception {
        byte[] tar = new RawTar()
                .entry('1', "hard", 7, new byte[0])
                .entry('2', "soft", 0, new byte[0])
                .file("file", CONTENT)
                .whole();

        assertThat(read(tar).get("hard").regular()).isFalse();
        assertThat(read(tar).get("soft").regular()).isFalse();
        assertThat(read(tar).get("file").regular()).isTrue();
    }

    @Test
    void a_link_stands_for_the_file_that_it_points_to() throws Exception {
        byte[] tar = new RawTar()
                .file("layers/a", CONTENT)
                .link('1', "blobs/hard", "./layers/a")
                .link('1', "blobs/hard-to-hard", "blobs/hard")
                .link('2', "blobs/soft", "../layers/a")
                .link('2', "blobs/soft-to-soft", "soft")
                .link('1', "blobs/hard-to-soft", "blobs/soft")
                .link('2', "blobs/soft-to-later", "../later")
                .file("later", new byte[3])
                .file("layers/a", new byte[1])
                .whole();
        Map<String, TarEntry> entries = read(tar);
        assertThat(entries.get("blobs/hard").size()).isEqualTo(7);
        assertThat(entries.get("blobs/hard-to-hard").size()).isEqualTo(7);
        assertThat(entries.get("blobs/hard").offset()).isEqualTo(512);
        assertThat(entries.get("blobs/soft").size()).isEqualTo(1);
        assertThat(entries.get("blobs/soft-to-soft").size()).isEqualTo(1);
        assertThat(entries.get("blobs/hard-to-soft").size()).isEqualTo(1);
        assertThat(entries.get("blobs/soft-to-later").size()).isEqualTo(3);
    }

    @Test
    void dangling_links_are_kept_as_links() throws Exception {
        byte[] tar = new RawTar()
                .link('2', "loop", "loop")
                .link('2', "out", "../../a")
                .link('2', "absolute", "/a")
                .link('1', "early", "a")
                .file("a", CONTENT)
                .whole();
        Map<String, TarEntry> entries = read(tar);
        for (String name : new String[] {"loop", "out", "absolute", "early"}) {
            assertThat(entries.get(name).regular()).as(name).isFalse();
        }
    }

    @Test
    void a_file_is_found_through_links_to_directories() throws Exception {
        byte[] tar = new RawTar()
                .file("real/sub/a", CONTENT)
                .link('2', "one", "real")
                .link('2', "two", "./one//sub")
                .link('2', "real/up", "../real/sub")
                .link('2', "loop", "loop/x")
                .link('2', "out", "..")
                .link('2', "absolute", "/real/sub")
                .file("file", CONTENT)
                .whole();
        Map<String, TarEntry> entries = read(tar);
        for (String name : new String[] {"real/sub/a", "one/sub/a", "two/a", "one/up/a", "./real//sub/./a", "/two/a"}) {
            assertThat(TarIndex.find(entries, name))
                    .as(name)
                    .map(TarEntry::name)
                    .contains("real/sub/a");
        }
        for (String name : new String[] {"a", "two/b", "loop/a", "out/file", "absolute/a", "file/a", "one/sub"}) {
            assertThat(TarIndex.find(entries, name)).as(name).isEmpty();
        }
    }

    @Test
    void forty_links_are_followed_and_no_more() throws Exception {
        RawTar tar = new RawTar().file("0", CONTENT);
        for (int i = 41; i >= 1; i--) {
            tar.link('2', Integer.toString(i), Integer.toString(i - 1));
        }
        Map<String, TarEntry> entries = read(tar.whole());
        assertThat(entries.get("40").regular()).isTrue();
        assertThat(entries.get("41").regular()).isFalse();
    }

    @Test
    void forty_links_to_directories_are_followed_and_no_more() throws Exception {
        RawTar tar = new RawTar().file("0/a", CONTENT);
        for (int i = 41; i >= 1; i--) {
            tar.link('2', Integer.toString(i), Integer.toString(i - 1));
        }
        Map<String, TarEntry> entries = read(tar.whole());
        assertThat(TarIndex.find(entries, "40/a")).isPresent();
        assertThat(TarIndex.find(entries, "41/a")).isEmpty();
    }

    @Test
    void names_may_begin_with_dot_components() throws Exception {
        byte[] tar = new RawTar()
                .file("/index.json", CONTENT)
                .file(".//oci-layout", CONTENT)
                .file("./blobs/.//sha256/a", CONTENT)
                .whole();
        assertThat(read(tar)).containsOnlyKeys("index.json", "oci-layout", "blobs/sha256/a");
    }

    @Test
    void sparse_files_have_their_real_names() throws Exception {
        byte[] pax = "24 GNU.sparse.size=1000\n22 GNU.sparse.map=0,7\n24 GNU.sparse.name=blob\n"
                .getBytes(StandardCharsets.UTF_8);
        byte[] tar = new RawTar()
                .entry('x', "pax", pax.length, pax)
                .file("GNUSparseFile.0/blob", CONTENT)
                .whole();
        assertThat(read(tar).get("blob").kind()).isEqualTo(TarEntry.Kind.SPARSE);
    }

    @Test
    void data_that_is_not_a_tar_is_named_by_its_format() {
        Map<String, String> files = Map.of(
                "\u00fd7zXZ\0\0\4", "xz",
                "BZh91AY&SY", "bzip2",
                "\4\"M\u0018d@\u00a7", "lz4",
                "PK\3\4", "a zip archive",
                "<!DOCTYPE html><html>", "an HTML page",
                "\n  <html lang=\"en\">", "an HTML page",
                "{\"schemaVersion\":2}", "a JSON document",
                "7z\u00bc\u00af'\u001c", "a 7z archive");
        files.forEach((start, name) -> {
            byte[] bytes = Arrays.copyOf(start.getBytes(StandardCharsets.ISO_8859_1), 3000);
            assertThatThrownBy(() -> read(bytes))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining("not a tar")
                    .hasMessageContaining(name);
        });
        assertThatThrownBy(() -> read("short".getBytes(StandardCharsets.UTF_8))).hasMessageContaining("not a tar");
    }

    @Test
    void a_tar_without_its_end_is_read() throws Exception {
        assertThat(read(new RawTar().file("a", CONTENT).cut())).containsOnlyKeys("a");
    }

    @Test
    void a_tar_that_is_cut_off_in_a_file_is_refused() throws Exception {
        byte[] tar = new RawTar().file("a", CONTENT).cut();
        assertThatThrownBy(() -> read(Arrays.copyOf(tar, tar.length - 1))).hasMessageContaining("cut off");
        byte[] zeros = new RawTar().file("a", new byte[1024]).cut();
        assertThatThrownBy(() -> read(Arrays.copyOf(zeros, zeros.length - 1))).hasMessageContaining("cut off");
    }

    @Test
    void too_many_entries_are_refused() throws Exception {
        Path file = Files.write(
                folder.resolve("many.tar"),
                new RawTar().file("a", CONTENT).file("b", CONTENT).whole());

        assertThatThrownBy(() -> read(file, 1)).isInstanceOf(LimitExceededException.class);
        assertThat(read(file, 2)).hasSize(2);
    }

    @Property(tries = 200)
    void sizes_are_read_in_octal_and_in_binary(@ForAll @LongRange(min = 0) long size) {
        assertThat(new TarHeader(Tar.fileHeader("a", size), new TarText("test", true)).size())
                .isEqualTo(size);
    }

    @Property(tries = 300)
    void a_damaged_tar_is_read_or_gives_a_typed_error(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int changes) throws IOException {
        byte[] tar = new RawTar()
                .file("blobs/sha512/" + "f".repeat(128), CONTENT)
                .entry('L', "long", 20, new byte[20])
                .file("index.json", CONTENT)
                .whole();
        Random random = new Random(seed);
        for (int i = 0; i < changes; i++) {
            tar[random.nextInt(4096)] = (byte) random.nextInt();
        }
        Path file = Files.write(Files.createTempFile("damaged", ".tar"), tar);
        try {
            read(file, 100);
        } catch (OciException e) {
            assertThat(e).isInstanceOfAny(InvalidArchiveException.class, LimitExceededException.class);
        } finally {
            Files.delete(file);
        }
    }
}
