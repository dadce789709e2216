package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.portolan.content.Verifier;
import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.StorageException;
import dev.portolan.fs.OpenFiles;
import dev.portolan.fs.pack.RandomTree;
import dev.portolan.model.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackerTest {
    @TempDir
    Path temp;

    private final Unpacker unpacker = Unpacker.create();

    @Test
    void files_directories_and_links_are_unpacked() throws IOException {
        unpack(new TarBuilder()
                .directory("./")
                .directory("d/")
                .file("d/f", "content")
                .symlink("s", "d/f")
                .hardLink("h", "d/f"));
        assertThat(out("d/f")).hasContent("content");
        assertThat(Files.readSymbolicLink(out("s"))).isEqualTo(Path.of("d/f"));
        assertThat(Files.isSameFile(out("h"), out("d/f"))).isTrue();
        assertThat(out("")).isDirectoryNotContaining("glob:**portolan*");
    }

    @Test
    void a_tar_without_end_blocks_is_complete_if_it_ends_between_entries() {
        unpack(unpacker, new TarBuilder().file("f", "x").unfinished());
        assertThat(out("f")).hasContent("x");
    }

    @ParameterizedTest
    @CsvSource({"3, a character device", "4, a block device", "6, a named pipe", "Z, an unknown kind of entry"})
    void a_kind_that_is_not_unpacked_is_named(char type, String kind) {
        assertThatThrownBy(() -> unpack(new TarBuilder().entry("name", type, "")))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessage(out("") + ": tar entry \"name\" is refused: it is " + kind + "; nothing was unpacked");
    }

    @Test
    void a_malformed_tar_is_reported_even_if_the_rest_of_the_stream_cannot_be_read() {
        byte[] tar = new TarBuilder().file("f", "x").bytes();
        tar[0] = 'g';
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        assertThatThrownBy(() -> unpack(unpacker, new SequenceInputStream(new ByteArrayInputStream(tar), failing)))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("not a tar")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .satisfies(suppressed -> assertThat(suppressed).hasMessage("connection reset")));
    }

    @Test
    void an_empty_stream_is_an_empty_tar() {
        unpack(unpacker, new byte[0]);
        assertThat(out("")).isEmptyDirectory();
    }

    @Test
    void gzip_of_several_members_is_read_to_its_end() {
        byte[] tar = new TarBuilder().file("a", "x").file("b", "y").bytes();
        byte[] first = HostileTarTest.gzip(Arrays.copyOf(tar, 700));
        byte[] second = HostileTarTest.gzip(Arrays.copyOfRange(tar, 700, tar.length));
        unpack(unpacker, joined(joined(first, second), new byte[512]));
        assertThat(out("b")).hasContent("y");
    }

    @Test
    void zstd_of_several_frames_is_read_to_its_end() {
        byte[] tar = new TarBuilder().file("a", "x").file("b", "y").bytes();
        byte[] first = Zstd.compress(Arrays.copyOf(tar, 700));
        byte[] second = Zstd.compress(Arrays.copyOfRange(tar, 700, tar.length));
        unpack(unpacker, joined(first, second));
        assertThat(out("b")).hasContent("y");
    }

    @Test
    void bytes_after_the_tar_count_for_the_digest() {
        byte[] good = HostileTarTest.gzip(joined(new TarBuilder().file("f", "x").bytes(), new byte[200_000]));
        byte[] bad = good.clone();
        bad[bad.length - 20] ^= 1;
        assertThatThrownBy(() -> unpack(unpacker, verified(good, bad)))
                .isInstanceOf(ContentMismatchException.class)
                .satisfies(
                        e -> assertThat(e.getSuppressed()).hasAtLeastOneElementOfType(InvalidArchiveException.class));
        assertThat(out("")).isEmptyDirectory();
    }

    @Test
    void a_stream_that_proves_damaged_at_its_end_leaves_nothing() {
        byte[] good = new TarBuilder().file("f", "good").bytes();
        byte[] bad = new TarBuilder().file("f", "evil").bytes();
        assertThatThrownBy(() -> unpack(unpacker, verified(good, bad))).isInstanceOf(ContentMismatchException.class);
        assertThat(out("")).isEmptyDirectory();
    }

    private static InputStream verified(byte[] expected, byte[] actual) {
        return Verifier.of(Descriptor.of("x", expected), "test").wrap(new ByteArrayInputStream(actual));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v7", "ustar", "gnu", "oldgnu", "posix"})
    void every_format_of_tar_is_read(String format) throws Exception {
        Path tree = Files.createDirectory(temp.resolve("in"));
        Files.writeString(tree.resolve("short"), "x");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("short"));
        Files.createLink(tree.resolve("other"), tree.resolve("short"));
        if (!format.equals("v7")) {
            Files.writeString(
                    Files.createDirectory(tree.resolve("d".repeat(90))).resolve("f".repeat(90)), "deep");
        }
        if (!format.equals("v7") && !format.equals("ustar")) {
            Files.writeString(tree.resolve("ü".repeat(120)), "long");
            Files.createSymbolicLink(
                    tree.resolve("far"), Path.of("d".repeat(90) + "/../" + "d".repeat(90) + "/" + "f".repeat(90)));
        }
        Process tar = new ProcessBuilder("tar", "-C", tree.toString(), "--format=" + format, "-cf", "-", ".")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        unpacker.unpack(tar.getInputStream(), out(""));
        assertThat(tar.waitFor()).isZero();
        assertThat(RandomTree.described(out(""))).containsExactlyInAnyOrderEntriesOf(RandomTree.described(tree));
    }

    @Test
    void permissions_come_from_the_tar_within_the_umask() throws IOException {
        unpack(new TarBuilder()
                .file("open", 0666, new byte[0])
                .file("closed", 0400, new byte[0])
                .header("d", '5', 0777, TarBuilder.octal(0, 11), ""));
        assertThat(mode("open"))
                .isEqualTo(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(Files.createFile(temp.resolve("mine")))));
        assertThat(mode("d"))
                .isEqualTo(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(Files.createDirectory(temp.resolve("my-directory")))));
        assertThat(mode("closed")).isEqualTo("r--------");
    }

    @Test
    void the_later_of_two_entries_with_one_name_counts() throws IOException {
        unpack(new TarBuilder()
                .file("f", "one")
                .file("f", "two")
                .file("d/f", "one")
                .file("d/.//f", "two")
                .symlink("l", "f")
                .symlink("l", "d/f")
                .symlink("was-link", "f")
                .file("was-link", "file")
                .file("was-file", "file")
                .symlink("was-file", "f")
                .file("a", "old")
                .hardLink("kept", "a")
                .file("a", "new")
                .hardLink("d/f", "a")
                .hardLink("a", "./a")
                .header("m", '5', 0500, TarBuilder.octal(0, 11), "")
                .header("m", '5', 0700, TarBuilder.octal(0, 11), ""));
        assertThat(out("f")).hasContent("two");
        assertThat(Files.readSymbolicLink(out("l"))).hasToString("d/f");
        assertThat(out("was-link")).isRegularFile().hasContent("file");
        assertThat(out("was-file")).isSymbolicLink();
        assertThat(out("kept")).hasContent("old");
        assertThat(Files.isSameFile(out("d/f"), out("a"))).isTrue();
        assertThat(mode("m")).isEqualTo("rwx------");
    }

    @Test
    void the_later_of_two_entries_counts_whether_small_or_large() throws IOException {
        byte[] large = new byte[SmallFiles.LARGEST + 1];
        byte[] small = {1};
        unpack(new TarBuilder()
                .file("a", 0644, small)
                .file("a", 0644, large)
                .file("b", 0644, large)
                .file("b", 0644, small)
                .symlink("c", "a")
                .file("c", 0644, large)
                .symlink("d", "a")
                .hardLink("d", "b"));
        assertThat(out("a")).hasBinaryContent(large);
        assertThat(out("b")).hasBinaryContent(small);
        assertThat(out("c")).isRegularFile().hasBinaryContent(large);
        assertThat(Files.isSymbolicLink(out("c"))).isFalse();
        assertThat(Files.isSameFile(out("d"), out("b"))).isTrue();
        assertThat(Files.isSymbolicLink(out("d"))).isFalse();
    }

    @Test
    void a_tar_may_return_to_any_of_its_many_directories() throws IOException {
        TarBuilder tar = new TarBuilder();
        for (String file : List.of("first", "second")) {
            for (int i = 0; i < 150; i++) {
                tar.file("d" + i + "/e/" + file, file);
            }
        }
        unpack(tar.hardLink("hard", "d0/e/first").symlink("d1/up", "../d0/e/../../hard"));
        assertThat(out("hard")).hasContent("first");
        assertThat(Files.readSymbolicLink(out("d1/up"))).hasToString("../d0/e/../../hard");
        for (int i = 0; i < 150; i++) {
            assertThat(out("d" + i + "/e/first")).hasContent("first");
            assertThat(out("d" + i + "/e/second")).hasContent("second");
        }
    }

    @Test
    void unpacking_ends_its_threads() {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 200; i++) {
            tar.file("f" + i, 0644, new byte[5000]);
        }
        unpack(tar);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("portolan-unpack"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void unpacking_leaves_no_file_open() throws IOException {
        TarBuilder tar = new TarBuilder().file("large", 0644, new byte[SmallFiles.LARGEST + 1]);
        for (int i = 0; i < 100; i++) {
            tar.file("d" + i + "/e/f", "x");
        }
        unpack(tar.symlink("l", "d0").hardLink("h", "large"));
        assertThat(OpenFiles.below(temp)).isEmpty();
    }

    @Test
    void a_hard_link_to_a_symbolic_link_is_the_same_symbolic_link() throws IOException {
        unpack(new TarBuilder().file("f", "x").symlink("s", "f").hardLink("h", "s"));
        assertThat(Files.readSymbolicLink(out("h"))).hasToString("f");
    }

    @Test
    void an_existing_file_with_the_same_content_counts_as_done() throws IOException {
        byte[] tar = new TarBuilder()
                .file("d/f", "same")
                .symlink("l", "d/f")
                .file("new", "x")
                .bytes();
        Files.writeString(Files.createDirectories(out("d")).resolve("f"), "same");
        Files.createSymbolicLink(out("l"), Path.of("d/f"));
        unpack(unpacker, tar);
        unpack(unpacker, tar);
        assertThat(out("new")).hasContent("x");
        Files.delete(out("l"));
        Files.createSymbolicLink(out("l"), Path.of("new"));
        assertThatThrownBy(() -> unpack(unpacker, tar))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("allow overwriting");
        assertThat(Files.readSymbolicLink(out("l"))).hasToString("new");
    }

    @Test
    void a_directory_that_may_not_be_written_to_is_filled_first() throws IOException {
        unpack(new TarBuilder()
                .header("d", '5', 0555, TarBuilder.octal(0, 11), "")
                .file("d/e/f", "x"));
        assertThat(mode("d")).isEqualTo("r-xr-xr-x");
        assertThat(out("d/e/f")).hasContent("x");
    }

    @Test
    void special_bits_are_left_out_unless_requested() throws IOException {
        byte[] tar = new TarBuilder().file("s", 06755, new byte[0]).bytes();
        unpack(unpacker, tar);
        assertThat(Files.getAttribute(out("s"), "unix:mode")).isEqualTo(0100755);
        Path kept = temp.resolve("kept");
        unpacker.withSpecialBits(true).unpack(new ByteArrayInputStream(tar), kept);
        assertThat(Files.getAttribute(kept.resolve("s"), "unix:mode")).isEqualTo(0106755);
    }

    @Test
    void times_are_kept_when_requested() throws IOException {
        byte[] tar = new TarBuilder()
                .pax('x', "mtime", "1000000.5")
                .directory("d")
                .pax('x', "mtime", "2000000")
                .file("d/f", "x")
                .bytes();
        unpack(unpacker.withTimes(true), tar);
        assertThat(Files.getLastModifiedTime(out("d"))).isEqualTo(FileTime.fromMillis(1_000_000_000));
        assertThat(Files.getLastModifiedTime(out("d/f"))).isEqualTo(FileTime.fromMillis(2_000_000_000));
    }

    @Test
    void existing_files_stay_and_nothing_changes_unless_overwriting_is_allowed() throws IOException {
        Files.writeString(Files.createDirectories(out("d")).resolve("there"), "mine");
        byte[] tar = new TarBuilder().file("a", "x").file("d/there", "theirs").bytes();
        assertThatThrownBy(() -> unpack(unpacker, tar)).isInstanceOf(StorageException.class);
        assertThat(out("d/there")).hasContent("mine");
        assertThat(out("a")).doesNotExist();

        unpack(unpacker.withOverwrite(true), tar);
        assertThat(out("d/there")).hasContent("theirs");
        assertThat(out("a")).hasContent("x");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 500_000})
    void an_existing_file_that_differs_only_in_its_last_byte_is_not_the_same(int size) throws IOException {
        byte[] mine = new byte[size];
        mine[size - 1] = 1;
        Files.write(Files.createDirectories(out("")).resolve("f"), mine);
        byte[] tar = new TarBuilder().file("f", 0644, new byte[size]).bytes();
        assertThatThrownBy(() -> unpack(unpacker, tar))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a file with different content already exists");
        assertThat(Files.readAllBytes(out("f"))).isEqualTo(mine);
    }

    @Test
    void a_directory_never_replaces_a_file_nor_a_file_a_directory() throws IOException {
        Files.writeString(Files.createDirectories(out("d")).resolve("f"), "mine");
        Unpacker overwriting = unpacker.withOverwrite(true);
        assertThatThrownBy(() ->
                        unpack(overwriting, new TarBuilder().file("d", "x").bytes()))
                .isInstanceOf(StorageException.class)
                .hasMessage(out("d") + ": nothing was written: a directory has this name; remove it");
        assertThatThrownBy(() ->
                        unpack(overwriting, new TarBuilder().directory("d/f").bytes()))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        out("d/f") + ": nothing was written: a file or link has the name of a directory; remove it");
        assertThat(out("d/f")).hasContent("mine");
    }

    @Test
    void overwriting_replaces_a_link_and_not_its_target() throws IOException {
        Path secret = Files.writeString(temp.resolve("secret"), "secret");
        Files.createDirectory(out(""));
        Files.createSymbolicLink(out("f"), secret);
        unpack(unpacker.withOverwrite(true), new TarBuilder().file("f", "new").bytes());
        assertThat(secret).hasContent("secret");
        assertThat(out("f")).hasContent("new").isRegularFile();
        assertThat(Files.isSymbolicLink(out("f"))).isFalse();
    }

    @Test
    void a_directory_is_not_unpacked_through_an_existing_link() throws IOException {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.createDirectory(out(""));
        Files.createSymbolicLink(out("d"), outside);
        assertThatThrownBy(() -> unpack(
                        unpacker.withOverwrite(true),
                        new TarBuilder().file("d/escaped", "x").bytes()))
                .isInstanceOf(StorageException.class);
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void the_error_names_the_limit_and_how_to_raise_it() {
        assertThatThrownBy(() -> unpack(
                        unpacker.withLimits(UnpackLimits.DEFAULT.withEntries(1)),
                        new TarBuilder().file("a", "x").file("b", "x").bytes()))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("at most 1 ")
                .hasMessageContaining("UnpackLimits.entries");
    }

    @Test
    void a_gzip_bomb_is_stopped_by_the_default_limits() {
        byte[] zeros = HostileTarTest.gzip(new byte[16 << 20]);
        byte[] tar = HostileTarTest.gzip(new TarBuilder().file("f", "x").bytes());
        // 2 GiB of zeros after the end of the tar, in 2 MB
        List<InputStream> members = new ArrayList<>(List.of(new ByteArrayInputStream(tar)));
        for (int i = 0; i < 128; i++) {
            members.add(new ByteArrayInputStream(zeros));
        }
        assertThatThrownBy(() -> unpack(unpacker, new SequenceInputStream(Collections.enumeration(members))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("more than 500 times as many")
                .hasMessageContaining("UnpackLimits");
        assertThat(out("")).isEmptyDirectory();
    }

    @Test
    void entries_that_are_not_files_count_for_the_total_too() {
        UnpackLimits limits =
                UnpackLimits.DEFAULT.withEntries(10).withBytes(1000).withRatio(1_000_000);
        assertThat(limits).isEqualTo(new UnpackLimits(10, 1000, 1_000_000));
        byte[] tar = HostileTarTest.gzip(joined(new TarBuilder().file("f", "x").bytes(), new byte[1 << 20]));
        assertThatThrownBy(() -> unpack(unpacker.withLimits(limits), tar))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("more than 41960 bytes");
    }

    @Test
    void files_of_all_sizes_are_written_by_other_threads() throws IOException {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 1000; i++) {
            tar.file("d" + i % 10 + "/f" + i, "content " + i);
        }
        tar.file("large", 0644, new byte[3 << 20]).hardLink("again", "d9/f999");
        unpack(unpacker, HostileTarTest.gzip(tar.bytes()));
        for (int i = 0; i < 1000; i++) {
            assertThat(out("d" + i % 10 + "/f" + i)).hasContent("content " + i);
        }
        assertThat(Files.size(out("large"))).isEqualTo(3 << 20);
        assertThat(out("again")).hasContent("content 999");
    }

    @Test
    void a_failure_on_another_thread_is_thrown() {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 200; i++) {
            tar.file("f" + i, "x");
        }
        tar.file("f7/below", "x");
        for (int i = 200; i < 400; i++) {
            tar.file("f" + i, "x");
        }
        assertThatThrownBy(() -> unpack(unpacker, tar.bytes()))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("\"f7\" is both a directory and a file");
        assertThat(out("")).isEmptyDirectory();
    }

    @Test
    void an_interrupt_ends_unpacking_and_leaves_nothing() {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 500; i++) {
            tar.file("f" + i, "x");
        }
        byte[] bytes = tar.bytes();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> unpack(unpacker, bytes)).isInstanceOf(CancelledException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(out("")).isEmptyDirectory();
    }

    private Path out(String name) {
        return temp.resolve("out").resolve(name);
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(out(name)));
    }

    private void unpack(TarBuilder tar) {
        unpack(unpacker, tar.bytes());
    }

    private void unpack(Unpacker with, byte[] tar) {
        unpack(with, new ByteArrayInputStream(tar));
    }

    private void unpack(Unpacker with, InputStream tar) {
        with.unpack(tar, out(""));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
