package dev.portolan.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.archive.index.IndexWriter;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.pack.Compression;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileArchiveTest {
    private final Fixture fixture = new Fixture();

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd"})
    void archives_written_by_go_are_read_exactly(String archive) {
        try (FileArchive opened = pull(fixture.golden(archive))) {
            for (GoldenArchives.File file : GoldenArchives.FILES) {
                ArchiveEntry entry = opened.stat(file.path()).orElseThrow();
                byte[] content = opened.read(file.path());
                assertThat(content).hasSize(file.size());
                assertThat(Digest.sha256(content)).isEqualTo(entry.digest().orElseThrow());
                assertThat(entry.mode()).isEqualTo(file.mode());
                assertThat(entry.modified()).hasToString("2026-01-02T03:04:05.123456789Z");
                if (!file.path().endsWith("noise.bin")) {
                    assertThat(new String(content, UTF_8)).isEqualTo(file.content());
                }
            }
        }
    }

    @Test
    void an_old_empty_file_stored_as_zero_bytes_of_zstd_is_read() {
        IndexWriter index = new IndexWriter();
        Digest empty = Digest.sha256(new byte[0]);
        index.add(new IndexWriter.Entry("empty", 0, 0, 0, empty, 0644, 0, 0, 0, true));
        fixture.put(index.finish(0, empty), new byte[0]);
        try (FileArchive archive = pull(fixture)) {
            assertThat(archive.read("empty")).isEmpty();
        }
    }

    @Test
    void an_empty_file_with_another_hash_is_damaged() {
        IndexWriter index = new IndexWriter();
        index.add(new IndexWriter.Entry("empty", 0, 0, 0, Digest.sha256(new byte[1]), 0644, 0, 0, 0, false));
        fixture.put(index.finish(0, Digest.sha256(new byte[0])), new byte[0]);
        try (FileArchive archive = pull(fixture)) {
            assertThatThrownBy(() -> archive.read("empty")).isInstanceOf(ContentMismatchException.class);
        }
    }

    @Test
    void directories_are_derived_from_the_paths() {
        try (FileArchive archive = pull(fixture.golden("none"))) {
            assertThat(archive.list("").stream().map(ArchiveEntry::toString))
                    .containsExactly(
                            ".hidden (7 bytes)",
                            "a/",
                            "a.txt (6 bytes)",
                            "config.json (22 bytes)",
                            "docs/",
                            "empty.txt (0 bytes)",
                            "run.sh (18 bytes)",
                            "src/");
            assertThat(archive.list("/src/").stream().map(ArchiveEntry::path)).containsExactly("src/main");
            assertThat(archive.list("src/main").stream().map(ArchiveEntry::name))
                    .containsExactly("big.txt", "noise.bin");
            assertThat(archive.stat("src").orElseThrow().isDirectory()).isTrue();
            assertThat(archive.stat(".").orElseThrow().path()).isEmpty();
            assertThat(archive.exists("a/x")).isTrue();
            assertThat(archive.exists("a/y")).isFalse();
            assertThat(archive.exists("sr")).isFalse();
        }
    }

    @Test
    void a_walk_lists_directories_before_their_contents() {
        try (FileArchive archive = pull(fixture.golden("none"))) {
            assertThat(archive.walk().map(ArchiveEntry::path))
                    .containsExactly(
                            ".hidden",
                            "a.txt",
                            "a",
                            "a/x",
                            "config.json",
                            "docs",
                            "docs/naïve-ünï.md",
                            "empty.txt",
                            "run.sh",
                            "src",
                            "src/main",
                            "src/main/big.txt",
                            "src/main/noise.bin");
            assertThat(archive.walk("src").map(ArchiveEntry::path))
                    .containsExactly("src/main", "src/main/big.txt", "src/main/noise.bin");
        }
    }

    @Test
    void missing_content_is_not_found() {
        try (FileArchive archive = pull(fixture.golden("none"))) {
            assertThatThrownBy(() -> archive.open("nothing"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("file \"nothing\" not found")
                    .hasMessageContaining("registry.example.com/demo/tree");
            assertThatThrownBy(() -> archive.open("src"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("is a directory");
            assertThatThrownBy(() -> archive.list("a.txt"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("is a file");
            assertThatThrownBy(() -> archive.walk("../x")).isInstanceOf(NotFoundException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "ZSTD"})
    void files_of_every_size_are_read_as_they_were_packed(Compression compression) throws IOException {
        Map<String, byte[]> files = Fixture.tree(50);
        fixture.push(temporary, ArchivePacker.builder().compression(compression), files);
        try (FileArchive archive = pull(fixture)) {
            Map<String, byte[]> read = new TreeMap<>();
            for (String path : files.keySet()) {
                read.put(path, archive.read(path));
            }
            assertThat(Fixture.same(read, files)).isTrue();
        }
    }

    @Test
    void reading_a_file_transfers_only_its_bytes_in_one_range() {
        try (FileArchive archive = pull(fixture.golden("zstd"))) {
            ArchiveEntry file = archive.stat("src/main/big.txt").orElseThrow();
            fixture.repository.forget();
            archive.read("src/main/big.txt");
            assertThat(fixture.repository.requests())
                    .containsExactly("range " + file.offset() + "+" + file.storedSize());
            assertThat(fixture.repository.bytes()).isEqualTo(file.storedSize());
        }
    }

    @Test
    void an_empty_file_costs_no_request() {
        try (FileArchive archive = pull(fixture.golden("zstd"))) {
            fixture.repository.forget();
            assertThat(archive.read("empty.txt")).isEmpty();
            assertThat(fixture.repository.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "ZSTD"})
    void a_small_file_that_is_damaged_is_refused_before_its_first_byte(Compression compression) {
        fixture.push(
                temporary, ArchivePacker.builder().compression(compression), Fixture.files("a", "text ".repeat(1000)));
        try (FileArchive archive = pull(fixture)) {
            fixture.repository.damageAt(17);
            assertThatThrownBy(() -> archive.open("a"))
                    .isInstanceOf(ContentMismatchException.class)
                    .hasMessageContaining("file \"a\" is damaged");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "ZSTD"})
    void a_large_file_that_is_damaged_fails_before_its_end(Compression compression) throws IOException {
        Map<String, byte[]> files = Fixture.tree(0);
        fixture.push(temporary, ArchivePacker.builder().compression(compression), files);
        try (FileArchive archive = pull(fixture)) {
            ArchiveEntry file = archive.stat("large/noise").orElseThrow();
            fixture.repository.damageAt(file.offset() + file.storedSize() - 10);
            try (InputStream stream = archive.open("large/noise")) {
                assertThatThrownBy(() -> stream.readNBytes((int) file.size()))
                        .isInstanceOf(ContentMismatchException.class);
            }
        }
    }

    @Test
    void the_last_bytes_of_a_large_file_come_only_once_it_is_valid() throws IOException {
        byte[] noise = Fixture.noise(2_000_000);
        fixture.push(temporary, ArchivePacker.builder(), Fixture.files("a", noise));
        fixture.repository.damageAt(5);
        try (FileArchive archive = pull(fixture);
                InputStream stream = archive.open("a")) {
            stream.readNBytes(1_900_000);
            assertThatThrownBy(() -> stream.readNBytes(100_000)).isInstanceOf(ContentMismatchException.class);
        }
    }

    @Test
    void files_larger_than_the_limit_are_refused_by_name() {
        fixture.push(temporary, ArchivePacker.builder(), Fixture.files("a", "12345", "b", "123456"));
        PullOptions options =
                PullOptions.defaults().withLimits(ArchiveLimits.defaults().withMaxFileSize(5));
        try (FileArchives archives = fixture.archives().build();
                FileArchive archive = archives.pull(Fixture.PLACE, options)) {
            assertThat(archive.read("a")).hasSize(5);
            assertThatThrownBy(() -> archive.read("b"))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("maxFileSize");
            assertThatThrownBy(() -> archive.extract(temporary.resolve("out"), ExtractOptions.defaults()))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("maxFileSize");
            assertThat(temporary.resolve("out")).doesNotExist();
        }
    }

    @Test
    void files_that_need_too_much_memory_to_decode_are_refused_by_name() {
        fixture.push(temporary, ArchivePacker.builder().compression(Compression.ZSTD), Fixture.tree(0));
        PullOptions options =
                PullOptions.defaults().withLimits(ArchiveLimits.defaults().withDecoderMemory(64 << 10));
        try (FileArchives archives = fixture.archives().build();
                FileArchive archive = archives.pull(Fixture.PLACE, options)) {
            assertThatThrownBy(() -> archive.read("zeros"))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("decoderMemory");
        }
    }

    @Test
    void more_open_files_than_decoders_are_read_in_turn_by_one_thread() throws IOException {
        fixture.push(temporary, ArchivePacker.builder().compression(Compression.ZSTD), Fixture.tree(0));
        PullOptions options =
                PullOptions.defaults().withLimits(ArchiveLimits.defaults().withDecoderConcurrency(1));
        try (FileArchives archives = fixture.archives().build();
                FileArchive archive = archives.pull(Fixture.PLACE, options);
                InputStream one = archive.open("zeros");
                InputStream other = archive.open("large/compressible")) {
            for (int i = 0; i < 10; i++) {
                assertThat(one.readNBytes(1000)).isEqualTo(new byte[1000]);
                assertThat(new String(other.readNBytes(1000), UTF_8)).contains("the same line again");
            }
        }
    }

    @Test
    void neighbouring_files_are_read_with_one_range_in_the_given_order() throws IOException {
        try (FileArchive archive = pull(fixture.golden("zstd"))) {
            fixture.repository.forget();
            List<String> order = List.of("a/x", "a.txt", "config.json", "empty.txt", "run.sh");
            List<String> read = new ArrayList<>();
            archive.readAll(order, (file, content) -> read.add(file.path() + "=" + text(content)));
            assertThat(read)
                    .containsExactly(
                            "a/x=inside a\n",
                            "a.txt=hello\n",
                            "config.json={\"name\":\"demo\",\"n\":1}\n",
                            "empty.txt=",
                            "run.sh=#!/bin/sh\necho hi\n");
            assertThat(fixture.repository.requests()).hasSize(1);
        }
    }

    @Test
    void files_can_be_requested_in_reverse_order() throws IOException {
        try (FileArchive archive = pull(fixture.golden("none"))) {
            List<String> read = new ArrayList<>();
            archive.readAll(List.of("run.sh", "a.txt", "run.sh"), (file, content) -> read.add(text(content)));
            assertThat(read).containsExactly("#!/bin/sh\necho hi\n", "hello\n", "#!/bin/sh\necho hi\n");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "ZSTD"})
    void many_ranges_are_read_in_parallel_and_consumed_in_order(Compression compression) throws IOException {
        Map<String, byte[]> files = Fixture.tree(300);
        fixture.push(temporary, ArchivePacker.builder().compression(compression), files);
        ReadOptions reading = new ReadOptions(20_000, 2, 3_000);
        try (FileArchives archives = fixture.archives().reading(reading).build();
                FileArchive archive = archives.pull(Fixture.PLACE)) {
            fixture.repository.forget();
            Map<String, byte[]> read = new TreeMap<>();
            List<String> order = new ArrayList<>();
            archive.readDirectory("", (file, content) -> {
                order.add(file.path());
                read.put(file.path(), content.readAllBytes());
            });
            assertThat(order).containsExactlyElementsOf(files.keySet());
            assertThat(Fixture.same(read, files)).isTrue();
            assertThat(fixture.repository.ranges().size()).isBetween(3, 60);
        }
    }

    @Test
    void a_consumer_need_not_read_a_file_to_its_end() throws IOException {
        fixture.push(temporary, ArchivePacker.builder().compression(Compression.ZSTD), Fixture.tree(20));
        try (FileArchive archive = pull(fixture)) {
            int[] count = {0};
            archive.readDirectory("", (file, content) -> count[0] += content.readNBytes(1).length);
            assertThat(count[0]).isEqualTo(23 - 1); // one file is empty
        }
    }

    @Test
    void the_consumers_own_exception_is_passed_on() {
        IOException failure = new IOException("no room");
        try (FileArchive archive = pull(fixture.golden("none"))) {
            assertThatThrownBy(() -> archive.readDirectory("", (file, content) -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
        }
    }

    @Test
    void a_damaged_file_in_the_middle_ends_the_reading() {
        fixture.push(temporary, ArchivePacker.builder(), Fixture.files("a", "123", "b", "456", "c", "789"));
        fixture.repository.damageAt(4);
        List<String> read = new ArrayList<>();
        try (FileArchive archive = pull(fixture)) {
            assertThatThrownBy(() -> archive.readDirectory("", (file, content) -> read.add(text(content))))
                    .isInstanceOf(ContentMismatchException.class);
        }
        assertThat(read).containsExactly("123");
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "ZSTD"})
    void a_channel_reads_from_the_beginning_with_one_range(Compression compression) throws IOException {
        Map<String, byte[]> files = Fixture.tree(0);
        fixture.push(temporary, ArchivePacker.builder().compression(compression), files);
        try (FileArchive archive = pull(fixture);
                SeekableByteChannel channel = archive.openChannel("large/compressible")) {
            fixture.repository.forget();
            byte[] expected = files.get("large/compressible");
            assertThat(channel.size()).isEqualTo(expected.length);
            ByteBuffer all = ByteBuffer.allocate(expected.length);
            while (channel.read(all) > 0) {
                // read on
            }
            assertThat(all.array()).isEqualTo(expected);
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(fixture.repository.ranges()).hasSize(1);
        }
    }

    @Test
    void a_channel_reads_parts_in_any_order() throws IOException {
        byte[] noise = Fixture.noise(2_000_000);
        fixture.push(temporary, ArchivePacker.builder().compression(Compression.ZSTD), Fixture.files("a", noise));
        try (FileArchive archive = pull(fixture);
                SeekableByteChannel channel = archive.openChannel("a")) {
            for (int position : new int[] {1_999_990, 5, 1_000_000, 0}) {
                ByteBuffer part = ByteBuffer.allocate(10);
                channel.position(position).read(part);
                assertThat(part.array()).isEqualTo(Arrays.copyOfRange(noise, position, position + 10));
                assertThat(channel.position()).isEqualTo(position + 10);
            }
        }
    }

    @Test
    void no_part_of_a_damaged_file_is_returned() throws IOException {
        fixture.push(temporary, ArchivePacker.builder(), Fixture.files("a", Fixture.noise(2_000_000)));
        fixture.repository.damageAt(5);
        try (FileArchive archive = pull(fixture);
                SeekableByteChannel channel = archive.openChannel("a").position(1_000_000)) {
            assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(10)))
                    .isInstanceOf(ContentMismatchException.class);
        }
    }

    @Test
    void a_file_stored_uncompressed_can_be_read_in_parts() throws IOException {
        byte[] noise = Fixture.noise(2_000_000);
        fixture.push(temporary, ArchivePacker.builder(), Fixture.files("0", "before", "a", noise));
        try (FileArchive archive = pull(fixture);
                SeekableByteChannel channel = archive.openUnverified("a").position(1_000_000)) {
            fixture.repository.forget();
            ByteBuffer part = ByteBuffer.allocate(10);
            channel.read(part);
            assertThat(part.array()).isEqualTo(Arrays.copyOfRange(noise, 1_000_000, 1_000_010));
            assertThat(fixture.repository.requests()).containsExactly("range 1000006+10");
        }
    }

    @Test
    void a_compressed_file_cannot_be_read_in_parts() {
        try (FileArchive archive = pull(fixture.golden("zstd"))) {
            assertThatThrownBy(() -> archive.openUnverified("src/main/big.txt"))
                    .isInstanceOf(UnsupportedException.class);
        }
    }

    @Test
    void an_archive_is_saved_to_files_and_opened_again() throws IOException {
        Map<String, byte[]> files = Fixture.tree(20);
        fixture.push(temporary, ArchivePacker.builder().compression(Compression.ZSTD), files);
        Path index = temporary.resolve("index.blob");
        Path data = temporary.resolve("data.blob");
        try (FileArchives archives = fixture.archives().build()) {
            try (FileArchive archive = archives.pull(Fixture.PLACE)) {
                archive.save(index, data);
            }
            fixture.repository.forget();
            try (FileArchive local = archives.openFiles(index, data)) {
                Map<String, byte[]> read = new TreeMap<>();
                local.readDirectory("", (file, content) -> read.put(file.path(), content.readAllBytes()));
                assertThat(Fixture.same(read, files)).isTrue();
            }
        }
        assertThat(fixture.repository.requests()).isEmpty();
    }

    @Test
    void damaged_data_is_not_saved() {
        fixture.push(temporary, ArchivePacker.builder(), Fixture.files("a", "text"));
        fixture.repository.damageAt(2);
        try (FileArchive archive = pull(fixture)) {
            assertThatThrownBy(() -> archive.save(temporary.resolve("i"), temporary.resolve("d")))
                    .isInstanceOf(ContentMismatchException.class);
        }
        assertThat(temporary.resolve("i")).doesNotExist();
        assertThat(temporary.resolve("d")).doesNotExist();
    }

    private static String text(InputStream content) throws IOException {
        return new String(content.readAllBytes(), UTF_8);
    }

    private static FileArchive pull(Fixture fixture) {
        return fixture.archives().build().pull(Fixture.PLACE);
    }
}
