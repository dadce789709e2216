package dev.portolan.fs.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        try (FileChannel channel = FileChannel.open(file)) {
            return TarIndex.read(channel, "test", mostEntries);
        }
    }

    private Map<String, TarEntry> read(byte[] tar) throws IOException {
        return read(Files.write(folder.resolve("a.tar"), tar), 100);
    }

    @Test
    void files_are_found_where_they_lie() throws Exception {
        byte[] tar = new RawTar().file("a", CONTENT).file("./b", CONTENT).whole();

        assertThat(read(tar).values())
                .containsExactly(
                        new TarEntry("a", true, 512, CONTENT.length), new TarEntry("b", true, 1536, CONTENT.length));
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
    void of_two_files_with_one_name_the_later_counts() throws Exception {
        byte[] tar = new RawTar().file("a", CONTENT).file("a", new byte[1]).whole();

        assertThat(read(tar).get("a").size()).isEqualTo(1);
    }

    @Test
    void links_are_no_regular_files() throws Exception {
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
    void a_tar_without_its_end_is_read() throws Exception {
        assertThat(read(new RawTar().file("a", CONTENT).cut())).containsOnlyKeys("a");
    }

    @Test
    void too_many_entries_are_refused() throws Exception {
        Path file = Files.write(
                folder.resolve("many.tar"),
                new RawTar().file("a", CONTENT).file("b", CONTENT).whole());

        assertThatThrownBy(() -> read(file, 1)).isInstanceOf(LimitExceededException.class);
    }

    @Property(tries = 200)
    void sizes_are_read_as_they_are_written(@ForAll @LongRange(min = 0) long size) {
        assertThat(TarHeader.read(TarHeader.write("a", size, '0'), "test").size())
                .isEqualTo(size);
    }

    @Property(tries = 300)
    void a_damaged_tar_ends_in_a_typed_error_or_is_read(
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
