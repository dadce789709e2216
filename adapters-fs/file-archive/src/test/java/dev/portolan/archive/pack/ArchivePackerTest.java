package dev.portolan.archive.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.portolan.archive.index.ArchiveIndex;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.pack.Compression;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivePackerTest {
    @TempDir
    Path temporary;

    private Path source;
    private Path target;

    @BeforeEach
    void create_directories() throws IOException {
        source = Files.createDirectory(temporary.resolve("source"));
        target = temporary.resolve("target");
    }

    @Test
    void refuses_gzip_which_the_format_lacks() {
        assertThatThrownBy(() -> ArchivePacker.builder().compression(Compression.GZIP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zstd or uncompressed");
    }

    @Test
    void files_are_stored_in_the_bytewise_order_of_their_paths() throws IOException {
        List<String> paths = List.of("a-b", "a.txt", "a/x", "a/y/z", "b", "\uff5e", "\ud83d\ude00");
        for (String path : paths) {
            write(path, path.getBytes());
        }
        PackedArchive archive = pack(ArchivePacker.builder());
        ArchiveIndex index = index(archive);
        assertThat(index.sorted()).isTrue();
        assertThat(IntStream.range(0, index.count()).mapToObj(index::path)).containsExactlyElementsOf(paths);
        assertThat(Files.readString(archive.dataFile())).isEqualTo(String.join("", paths));
        assertThat(archive.fileCount()).isEqualTo(7);
    }

    @Test
    void each_entry_has_the_mode_time_size_and_hash_of_its_file() throws IOException {
        Path file = write("run.sh", "#!/bin/sh\n".getBytes());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
        Instant time = Instant.parse("2024-05-06T07:08:09.123456789Z");
        Files.setLastModifiedTime(file, FileTime.from(time));
        ArchiveIndex index = index(pack(ArchivePacker.builder()));
        assertThat(index.mode(0)).isEqualTo(0751);
        assertThat(Instant.ofEpochSecond(0, index.modifiedNanos(0))).isEqualTo(time);
        assertThat(index.originalSize(0)).isEqualTo(10);
        assertThat(index.digest(0)).isEqualTo(Digest.sha256("#!/bin/sh\n".getBytes()));
        assertThat(index.uid(0)).isZero();
    }

    @Test
    void a_time_can_be_given_for_all_files() throws IOException {
        write("a", new byte[1]);
        ArchiveIndex index = index(pack(ArchivePacker.builder().modified(Instant.EPOCH)));
        assertThat(index.modifiedNanos(0)).isZero();
    }

    @Test
    void owners_are_stored_when_they_are_requested() throws IOException {
        Path file = write("a", new byte[1]);
        ArchiveIndex index = index(pack(ArchivePacker.builder().keepOwners(true)));
        assertThat(index.uid(0)).isEqualTo(Files.getAttribute(file, "unix:uid"));
        assertThat(index.gid(0)).isEqualTo(Files.getAttribute(file, "unix:gid"));
    }

    @Test
    void descriptors_match_the_files_on_disk() throws IOException {
        write("a", "hello".getBytes());
        PackedArchive archive = pack(ArchivePacker.builder());
        assertThat(archive.data()).isEqualTo(Descriptor.of("application/vnd.meigma.blob.data.v1", "hello".getBytes()));
        assertThat(archive.index())
                .isEqualTo(Descriptor.of(
                        "application/vnd.meigma.blob.index.v1+flatbuffers", Files.readAllBytes(archive.indexFile())));
    }

    @Test
    void zstd_stores_each_file_as_one_frame_with_its_size() throws IOException {
        byte[] small = "the same words again and again, ".repeat(100).getBytes();
        byte[] large = "line after line of a large file\n".repeat(100_000).getBytes();
        write("a-large", large);
        write("b-small", small);
        PackedArchive archive = pack(ArchivePacker.builder().compression(Compression.ZSTD));
        ArchiveIndex index = index(archive);
        assertThat(index.zstd(0)).isTrue();
        assertThat(index.zstd(1)).isTrue();
        assertThat(Zstd.decompress(stored(archive, index, 0), large.length)).isEqualTo(large);
        assertThat(Zstd.decompress(stored(archive, index, 1), small.length)).isEqualTo(small);
        assertThat(index.dataSize(0) + index.dataSize(1)).isLessThan(10_000);
    }

    @Test
    void a_higher_level_of_zstd_makes_files_smaller() throws IOException {
        StringBuilder text = new StringBuilder();
        new Random(1)
                .ints(50_000, 0, 2000)
                .forEach(word -> text.append(word * 7919).append(' '));
        write("text", text.toString().getBytes());
        ArchivePacker.Builder zstd = ArchivePacker.builder().compression(Compression.ZSTD);
        long fast = pack(zstd.compressionLevel(1)).data().size();
        assertThat(pack(zstd.compressionLevel(19)).data().size()).isLessThan(fast);
    }

    @Test
    void a_small_file_that_does_not_shrink_is_stored_uncompressed() throws IOException {
        byte[] noise = noise(20_000);
        write("noise", noise);
        write("empty", new byte[0]);
        PackedArchive archive = pack(ArchivePacker.builder().compression(Compression.ZSTD));
        ArchiveIndex index = index(archive);
        assertThat(index.zstd(0)).isFalse();
        assertThat(index.zstd(1)).isFalse();
        assertThat(Files.readAllBytes(archive.dataFile())).isEqualTo(noise);
    }

    @Test
    void rules_skip_compression_by_size_and_extension() throws IOException {
        byte[] text = "word ".repeat(1000).getBytes();
        write("a.JPG", text);
        write("b.txt", text);
        write("c.txt", "word ".repeat(10).getBytes());
        write("d.jpg/e", text);
        ArchiveIndex index = index(pack(ArchivePacker.builder()
                .compression(Compression.ZSTD)
                .skipCompression(SkipCompression.smallerThan(100))
                .skipCompression(SkipCompression.compressedFormats())));
        assertThat(IntStream.range(0, 4).mapToObj(index::zstd)).containsExactly(false, true, false, true);
    }

    @Test
    void the_bytes_do_not_depend_on_the_number_of_threads() throws IOException {
        for (int i = 0; i < 600; i++) {
            write("d" + i % 7 + "/" + i, ("file " + i + " ").repeat(i).getBytes());
        }
        write("d3/large", "some words of a large file; ".repeat(300_000).getBytes());
        write("d4/large-noise", noise(3 << 20));
        for (Compression compression : List.of(Compression.NONE, Compression.ZSTD)) {
            PackedArchive one =
                    pack(ArchivePacker.builder().compression(compression).concurrency(1));
            PackedArchive four =
                    pack(ArchivePacker.builder().compression(compression).concurrency(4));
            assertThat(four.data()).isEqualTo(one.data());
            assertThat(four.index()).isEqualTo(one.index());
        }
    }

    @Test
    void links_and_special_files_are_left_out_and_reported() throws Exception {
        write("dir/file", new byte[1]);
        Files.createSymbolicLink(source.resolve("dir/link"), Path.of("file"));
        Files.createSymbolicLink(source.resolve("loop"), Path.of("."));
        new ProcessBuilder("mkfifo", source.resolve("pipe").toString()).start().waitFor();
        PackedArchive archive = pack(ArchivePacker.builder());
        assertThat(archive.fileCount()).isEqualTo(1);
        assertThat(archive.skipped())
                .containsExactly(
                        new SkippedFile("dir/link", SkippedFile.Reason.SYMBOLIC_LINK),
                        new SkippedFile("loop", SkippedFile.Reason.SYMBOLIC_LINK),
                        new SkippedFile("pipe", SkippedFile.Reason.SPECIAL));
    }

    @Test
    void a_file_that_changes_while_it_is_packed_ends_the_packing() throws IOException {
        write("a", new byte[10]);
        Path growing = write("b", new byte[10]);
        assertThatThrownBy(() -> pack(whileReading(growing, new byte[1])))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("changed while it was being packed")
                .hasMessageContaining(growing.toString());
    }

    @Test
    void a_large_file_that_changes_ends_the_packing_too() throws IOException {
        Path growing = write("b", new byte[2 << 20]);
        assertThatThrownBy(() -> pack(whileReading(growing, new byte[1]))).isInstanceOf(StorageException.class);
    }

    @Test
    void without_change_detection_the_archive_holds_the_bytes_that_were_read() throws IOException {
        Path growing = write("b", new byte[10]);
        PackedArchive archive = pack(whileReading(growing, new byte[1]).changeDetection(ChangeDetection.NONE));
        ArchiveIndex index = index(archive);
        assertThat(index.digest(0)).isEqualTo(Digest.sha256(new byte[10]));
    }

    @Test
    void more_files_than_the_limit_are_refused_by_name() throws IOException {
        write("a", new byte[0]);
        write("b", new byte[0]);
        pack(ArchivePacker.builder().maxFiles(2));
        assertThatThrownBy(() -> pack(ArchivePacker.builder().maxFiles(1)))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("maxFiles");
    }

    @Test
    void a_name_that_is_not_utf_8_is_refused() throws Exception {
        new ProcessBuilder("bash", "-c", "touch \"$0\"/$'bad\\xff'", source.toString())
                .start()
                .waitFor();
        assertThatThrownBy(() -> pack(ArchivePacker.builder()))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void a_failure_leaves_existing_files_unchanged() throws IOException {
        write("a", new byte[10]);
        PackedArchive before = pack(ArchivePacker.builder());
        byte[] index = Files.readAllBytes(before.indexFile());
        Path growing = write("b", new byte[10]);
        assertThatThrownBy(() -> pack(whileReading(growing, new byte[1]))).isInstanceOf(OciException.class);
        assertThat(Files.readAllBytes(before.indexFile())).isEqualTo(index);
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("index.blob", "data.blob");
        }
    }

    @Test
    void a_missing_directory_is_named() {
        assertThatThrownBy(() -> ArchivePacker.builder().build().pack(source.resolve("nothing")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("nothing");
    }

    @Test
    void a_temporary_archive_is_deleted_when_it_is_closed() throws IOException {
        write("a", new byte[10]);
        PackedArchive archive = ArchivePacker.builder().build().pack(source);
        assertThat(archive.dataFile()).hasSize(10);
        archive.close();
        assertThat(archive.dataFile().getParent()).doesNotExist();
    }

    @Test
    void an_archive_on_disk_is_kept_when_it_is_closed() throws IOException {
        write("a", new byte[10]);
        PackedArchive archive = pack(ArchivePacker.builder());
        archive.close();
        assertThat(archive.dataFile()).exists();
    }

    @Test
    void an_archive_on_disk_has_the_permissions_of_other_new_files() throws IOException {
        write("a", new byte[10]);
        Path beside = Files.createFile(source.resolve("beside"));
        PackedArchive archive = pack(ArchivePacker.builder());

        assertThat(Files.getPosixFilePermissions(archive.dataFile())).isEqualTo(Files.getPosixFilePermissions(beside));
        assertThat(Files.getPosixFilePermissions(archive.indexFile())).isEqualTo(Files.getPosixFilePermissions(beside));
    }

    /** The rules for compression are asked just before a file is read: there it grows. */
    private static ArchivePacker.Builder whileReading(Path growing, byte[] more) {
        return ArchivePacker.builder().compression(Compression.ZSTD).skipCompression((path, size) -> {
            if (growing.endsWith(path)) {
                try {
                    Files.write(growing, more, StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return true;
        });
    }

    private PackedArchive pack(ArchivePacker.Builder options) {
        return options.build().pack(source, target);
    }

    private Path write(String path, byte[] content) throws IOException {
        Path file = source.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new Random(1).nextBytes(noise);
        return noise;
    }

    private static ArchiveIndex index(PackedArchive archive) throws IOException {
        return ArchiveIndex.open(Files.readAllBytes(archive.indexFile()), archive.data(), 200_000, "here");
    }

    private static byte[] stored(PackedArchive archive, ArchiveIndex index, int entry) throws IOException {
        int offset = (int) index.dataOffset(entry);
        return Arrays.copyOfRange(Files.readAllBytes(archive.dataFile()), offset, offset + (int) index.dataSize(entry));
    }

    @Test
    void a_file_is_not_packed_as_a_directory() throws IOException {
        Path file = write("a", new byte[1]);

        assertThatThrownBy(() -> ArchivePacker.builder().build().pack(file)).isInstanceOf(UnsupportedException.class);
    }
}
