package dev.portolan.archive.index;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.portolan.archive.GoldenArchives;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveIndexTest {
    private static final Digest HASH = Digest.sha256(new byte[0]);

    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd"})
    void an_index_written_by_go_is_read_field_by_field(String archive) {
        ArchiveIndex index = golden(archive);
        assertThat(index.count()).isEqualTo(GoldenArchives.FILES.size());
        for (int i = 0; i < index.count(); i++) {
            GoldenArchives.File file = GoldenArchives.FILES.get(i);
            assertThat(index.path(i)).isEqualTo(file.path());
            assertThat(index.mode(i)).isEqualTo(file.mode());
            assertThat(index.originalSize(i)).isEqualTo(file.size());
            assertThat(index.modifiedNanos(i)).isEqualTo(GoldenArchives.MODIFIED_NANOS);
            assertThat(index.uid(i)).isZero();
            assertThat(index.gid(i)).isZero();
            if (!file.path().endsWith("noise.bin")) {
                assertThat(index.digest(i))
                        .isEqualTo(Digest.sha256(file.content().getBytes(UTF_8)));
            }
        }
    }

    @Test
    void only_the_compressed_archive_says_that_it_is_compressed() {
        ArchiveIndex none = golden("none");
        ArchiveIndex zstd = golden("zstd");
        assertThat(IntStream.range(0, 9).mapToObj(none::zstd)).containsOnly(false);
        assertThat(zstd.zstd(zstd.find("src/main/big.txt"))).isTrue();
        assertThat(zstd.dataSize(zstd.find("empty.txt"))).isEqualTo(13);
    }

    @Test
    void every_path_is_found_in_an_index_in_walk_order() {
        ArchiveIndex index = golden("none");
        assertThat(index.sorted()).isFalse();
        assertThat(GoldenArchives.FILES)
                .allSatisfy(
                        file -> assertThat(index.path(index.find(file.path()))).isEqualTo(file.path()));
        assertThat(index.find("a/x")).isNotNegative();
        assertThat(index.find("a")).isNegative();
        assertThat(index.find("zzz")).isNegative();
    }

    @Test
    void the_entries_of_a_directory_are_neighbours() {
        ArchiveIndex index = golden("zstd");
        int first = index.firstFrom("src/");
        assertThat(index.path(first)).isEqualTo("src/main/big.txt");
        assertThat(index.firstAfter("src/")).isEqualTo(first + 2);
        assertThat(index.firstAfter("")).isEqualTo(9);
    }

    @Test
    void a_written_index_reads_back() {
        IndexWriter writer = new IndexWriter();
        writer.add(new IndexWriter.Entry("a.txt", 0, 3, 3, HASH, 0100640, 1000, -2, Long.MIN_VALUE, false));
        writer.add(new IndexWriter.Entry("a/ü", 3, 4, 1L << 40, Digest.sha256(new byte[1]), 0755, 0, 0, 5, true));
        ArchiveIndex index = open(writer.finish(7, HASH), Descriptor.of("x", HASH, 7));
        assertThat(index.sorted()).isTrue();
        assertThat(index.path(0)).isEqualTo("a.txt");
        assertThat(index.mode(0)).isEqualTo(0640);
        assertThat(index.uid(0)).isEqualTo(1000);
        assertThat(index.gid(0)).isEqualTo(-2);
        assertThat(index.modifiedNanos(0)).isEqualTo(Long.MIN_VALUE);
        assertThat(index.path(1)).isEqualTo("a/ü");
        assertThat(index.dataOffset(1)).isEqualTo(3);
        assertThat(index.dataSize(1)).isEqualTo(4);
        assertThat(index.originalSize(1)).isEqualTo(1L << 40);
        assertThat(index.digest(1)).isEqualTo(Digest.sha256(new byte[1]));
        assertThat(index.zstd(1)).isTrue();
    }

    @Test
    void an_index_of_ten_thousand_entries_is_read_whole() {
        IndexWriter writer = new IndexWriter();
        for (int i = 0; i < 10_000; i++) {
            writer.add(entry(String.format("dir%03d/file%05d", i / 100, i), i, 1));
        }
        ArchiveIndex index = open(writer.finish(10_000, HASH), Descriptor.of("x", HASH, 10_000));
        assertThat(IntStream.range(0, 10_000).allMatch(i -> index.find(index.path(i)) == i))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dir%03d/file%05d", "répertoire%03d/fichier-é%05d"})
    void opening_an_index_creates_no_object_per_entry(String pattern) {
        IndexWriter writer = new IndexWriter();
        for (int i = 0; i < 10_000; i++) {
            writer.add(entry(String.format(pattern, i / 100, i), i, 1));
        }
        byte[] index = writer.finish(10_000, HASH);

        assertThat(allocatedByOpening(index, 10_000)).isLessThan(2 * 10_000);
    }

    @Test
    void paths_with_two_thousand_directories_cost_no_memory() {
        IndexWriter writer = new IndexWriter();
        for (int i = 0; i < 500; i++) {
            writer.add(entry(String.format("%03d", i) + "/x".repeat(2_000), i, 1));
        }
        byte[] index = writer.finish(500, HASH);

        assertThat(allocatedByOpening(index, 500)).isLessThan(20_000);
    }

    /** The bytes of all objects that are made, once the classes are loaded. */
    private static long allocatedByOpening(byte[] index, long dataSize) {
        Descriptor data = Descriptor.of("x", HASH, dataSize);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        open(index, data);
        long before = memory.getCurrentThreadAllocatedBytes();
        open(index, data);
        return memory.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void the_writer_refuses_paths_out_of_order() {
        IndexWriter writer = new IndexWriter();
        writer.add(entry("a/x", 0, 0));
        assertThatThrownBy(() -> writer.add(entry("a.txt", 0, 0))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/etc/passwd", "a//b", "a/./b", "a/..", "..", ".", "", "a/", "a\0b"})
    void a_path_that_could_leave_the_destination_is_refused(String path) {
        assertRefused(1, entry(path, 0, 1));
    }

    @Test
    void a_path_that_is_not_utf_8_is_refused() {
        byte[] index = write(1, entry("xyz", 0, 1));
        int at = new String(index, ISO_8859_1).indexOf("xyz");
        index[at] = (byte) 0xc3;
        assertThatThrownBy(() -> open(index, Descriptor.of("x", HASH, 1)))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void an_entry_outside_the_data_is_refused() {
        assertRefused(10, entry("a", 5, 6));
        assertRefused(10, entry("a", -1, 1));
        assertRefused(10, entry("a", Long.MAX_VALUE, 2));
        assertRefused(10, entry("a", 0, -1));
    }

    @Test
    void overlapping_entries_are_refused() {
        assertRefused(10, entry("a", 0, 6), entry("b", 5, 5));
        assertRefused(10, entry("a", 5, 5), entry("b", 0, 6));
        open(write(10, entry("a", 5, 5), entry("b", 0, 5), entry("c", 5, 0)), Descriptor.of("x", HASH, 10));
    }

    @Test
    void a_path_that_occurs_twice_is_refused() {
        byte[] index = write(2, entry("a1", 0, 1), entry("a2", 1, 1));
        index[new String(index, ISO_8859_1).indexOf("a2") + 1] = '1';
        assertThatThrownBy(() -> open(index, Descriptor.of("x", HASH, 2)))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("same path");
    }

    @Test
    void a_path_that_is_both_file_and_directory_is_refused() {
        assertRefused(3, entry("a", 0, 1), entry("a.b", 1, 1), entry("a/b/c", 2, 1));
        assertRefused(3, entry("x/a", 0, 1), entry("x/a/b", 1, 1));
    }

    @Test
    void an_index_for_other_data_is_refused() {
        byte[] index = write(10, entry("a", 0, 10));
        assertThatThrownBy(() -> open(index, Descriptor.of("x", HASH, 11)))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("10 bytes of data");
        assertThatThrownBy(() -> open(index, Descriptor.of("x", Digest.sha256(new byte[5]), 10)))
                .isInstanceOf(InvalidArchiveException.class);
    }

    @Test
    void an_uncompressed_entry_has_the_size_of_its_file() {
        assertRefused(10, new IndexWriter.Entry("a", 0, 10, 11, HASH, 0, 0, 0, 0, false));
    }

    @Test
    void an_empty_file_may_be_compressed_to_zero_bytes() {
        ArchiveIndex index = open(
                write(0, new IndexWriter.Entry("a", 0, 0, 0, HASH, 0, 0, 0, 0, true)), Descriptor.of("x", HASH, 0));
        assertThat(index.zstd(0)).isTrue();
        assertRefused(0, new IndexWriter.Entry("a", 0, 0, 1, HASH, 0, 0, 0, 0, true));
    }

    @Test
    void more_files_than_the_limit_are_refused_by_name() {
        byte[] index = write(3, entry("a", 0, 1), entry("b", 1, 1), entry("c", 2, 1));
        assertThatThrownBy(() -> ArchiveIndex.open(index, Descriptor.of("x", HASH, 3), 2, "here"))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("maxFiles");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 8, 24, 100, 1000})
    void an_index_that_ends_early_is_refused(int length) {
        byte[] cut = Arrays.copyOf(GoldenArchives.index("none"), length);
        assertThatThrownBy(() -> open(cut, GoldenArchives.dataDescriptor("none")))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("index of the file archive is damaged");
    }

    private static IndexWriter.Entry entry(String path, long offset, long size) {
        return new IndexWriter.Entry(path, offset, size, size, HASH, 0644, 0, 0, 0, false);
    }

    private static byte[] write(long dataSize, IndexWriter.Entry... entries) {
        IndexWriter writer = new IndexWriter();
        List.of(entries).forEach(writer::add);
        return writer.finish(dataSize, HASH);
    }

    private static void assertRefused(long dataSize, IndexWriter.Entry... entries) {
        byte[] index = write(dataSize, entries);
        assertThatThrownBy(() -> open(index, Descriptor.of("x", HASH, dataSize)))
                .isInstanceOf(InvalidArchiveException.class);
    }

    private static ArchiveIndex golden(String archive) {
        return open(GoldenArchives.index(archive), GoldenArchives.dataDescriptor(archive));
    }

    private static ArchiveIndex open(byte[] index, Descriptor data) {
        return ArchiveIndex.open(index, data, 200_000, "here");
    }
}
