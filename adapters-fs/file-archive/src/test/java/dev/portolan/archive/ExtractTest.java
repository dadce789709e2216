package dev.portolan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Remedy;
import dev.portolan.error.StorageException;
import dev.portolan.fs.files.Permissions;
import dev.portolan.fs.pack.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractTest {
    private static final ExtractOptions DEFAULTS = ExtractOptions.defaults();

    private final Fixture fixture = new Fixture();

    @TempDir
    Path temporary;

    private Path out;

    @BeforeEach
    void name_a_destination() {
        out = temporary.resolve("there/out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd"})
    void archives_written_by_go_are_extracted_exactly(String archive) throws IOException {
        try (FileArchive opened = pull(fixture.golden(archive))) {
            assertThat(opened.extract(out, DEFAULTS)).isEqualTo(new ExtractResult(9, 170967, 0));
        }
        for (GoldenArchives.File file : GoldenArchives.FILES) {
            Path path = out.resolve(file.path());
            assertThat(path).hasSize(file.size());
            if (!file.path().endsWith("noise.bin")) {
                assertThat(path).hasContent(file.content());
            }
            assertThat(Files.getPosixFilePermissions(path)).isEqualTo(Permissions.of(file.mode()));
            assertThat(Files.getLastModifiedTime(path).toInstant())
                    .isEqualTo(Instant.ofEpochSecond(0, GoldenArchives.MODIFIED_NANOS));
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE,true", "NONE,false", "ZSTD,true", "ZSTD,false"})
    void every_file_is_extracted_as_it_was_packed(Compression compression, boolean destinationIsThere)
            throws IOException {
        Map<String, byte[]> files = Fixture.tree(500);
        fixture.push(temporary, ArchivePacker.builder().compression(compression), files);
        if (destinationIsThere) {
            Files.createDirectories(out);
        }
        ReadOptions small = new ReadOptions(200_000, 4, 4 << 20);
        try (FileArchives archives = fixture.archives().reading(small).build();
                FileArchive archive = archives.pull(Fixture.PLACE)) {
            archive.extract(out, DEFAULTS);
        }
        assertThat(Fixture.same(Fixture.read(out), files)).isTrue();
        assertNothingIsLeftBehind();
    }

    @Test
    void a_directory_of_256_files_costs_one_range() throws IOException {
        Map<String, byte[]> files = Fixture.tree(0);
        for (int i = 0; i < 256; i++) {
            files.put("m/" + i, Fixture.noise(5_000 + i));
        }
        fixture.push(temporary, ArchivePacker.builder(), files);
        try (FileArchive archive = pull(fixture)) {
            fixture.repository.forget();
            ExtractResult result = archive.extract("m", out, DEFAULTS);
            assertThat(result.files()).isEqualTo(256);
            assertThat(fixture.repository.requests()).hasSize(1);
            assertThat(fixture.repository.bytes()).isEqualTo(result.bytes());
        }
        assertThat(Fixture.read(out)).hasSize(256).containsKey("m/17");
    }

    @Test
    void some_files_are_extracted_by_their_paths() throws IOException {
        try (FileArchive archive = pull(fixture.golden("none"))) {
            archive.extractFiles(List.of("src/main/big.txt", "a.txt"), out, DEFAULTS);
        }
        assertThat(Fixture.read(out)).containsOnlyKeys("a.txt", "src/main/big.txt");
    }

    @Test
    void existing_files_with_the_same_content_are_skipped_and_not_transferred() throws IOException {
        try (FileArchive archive = pull(fixture.golden("none"))) {
            archive.extractFiles(List.of("a.txt", "run.sh"), out, DEFAULTS);
            fixture.repository.forget();
            assertThat(archive.extractFiles(List.of("a.txt", "run.sh"), out, DEFAULTS))
                    .isEqualTo(new ExtractResult(0, 0, 2));
            assertThat(fixture.repository.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mine", "hallo\n"})
    void an_existing_file_with_other_content_is_refused_before_anything_is_written(String content) throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("a.txt"), content);
        try (FileArchive archive = pull(fixture.golden("none"))) {
            fixture.repository.forget();
            assertThatThrownBy(() -> archive.extract(out, DEFAULTS))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.remedy()).contains(Remedy.OVERWRITE))
                    .hasMessageStartingWith(out.resolve("a.txt") + ": a file with different content already exists");
            assertThat(fixture.repository.requests()).isEmpty();
        }
        assertThat(Fixture.read(out)).containsOnlyKeys("a.txt");
        assertThat(out.resolve("a.txt")).hasContent(content);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_directory_with_the_name_of_a_file_is_refused(boolean overwrite) throws IOException {
        Files.createDirectories(out.resolve("a.txt"));
        try (FileArchive archive = pull(fixture.golden("none"))) {
            assertThatThrownBy(() -> archive.extract(out, DEFAULTS.withOverwrite(overwrite)))
                    .isInstanceOf(StorageException.class)
                    .hasMessage(out.resolve("a.txt") + ": nothing was written: a directory has this name; remove it");
        }
        assertThat(out.resolve("a.txt")).isEmptyDirectory();
        assertThat(Fixture.read(out)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"mine,true", "mine,false", "'hello\n',false"})
    void a_file_that_appears_meanwhile_is_not_overwritten_by_itself(String content, boolean overwrite)
            throws IOException {
        Files.createDirectories(out);
        fixture.golden("none").repository.beforeRange(() -> {
            try {
                Files.writeString(out.resolve("a.txt"), content.translateEscapes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (FileArchive archive = pull(fixture)) {
            Throwable failure = catchThrowable(() -> archive.extract(out, DEFAULTS.withOverwrite(overwrite)));
            if (content.equals("mine") && !overwrite) {
                assertThat(failure)
                        .isInstanceOf(StorageException.class)
                        .hasMessageStartingWith(
                                out.resolve("a.txt") + ": a file with different content already exists");
                assertThat(out.resolve("a.txt")).hasContent("mine");
            } else {
                assertThat(failure).isNull();
                assertThat(out.resolve("a.txt")).hasContent("hello\n");
            }
        }
        assertNothingIsLeftBehind();
    }

    @Test
    void existing_files_are_replaced_on_request() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("a.txt"), "mine");
        Files.writeString(out.resolve("other"), "mine");
        try (FileArchive archive = pull(fixture.golden("none"))) {
            archive.extract(out, DEFAULTS.withOverwrite(true));
        }
        assertThat(out.resolve("a.txt")).hasContent("hello\n");
        assertThat(out.resolve("other")).hasContent("mine");
        assertNothingIsLeftBehind();
    }

    @Test
    void a_link_instead_of_a_file_is_replaced_and_not_followed() throws IOException {
        Path outside = Files.writeString(temporary.resolve("outside"), "mine");
        Files.createDirectories(out);
        Files.createSymbolicLink(out.resolve("a.txt"), outside);
        try (FileArchive archive = pull(fixture.golden("none"))) {
            assertThatThrownBy(() -> archive.extract(out, DEFAULTS)).isInstanceOf(StorageException.class);
            assertThat(outside).hasContent("mine");
            archive.extract(out, DEFAULTS.withOverwrite(true));
        }
        assertThat(outside).hasContent("mine");
        assertThat(out.resolve("a.txt")).hasContent("hello\n").isRegularFile();
        assertThat(Files.isSymbolicLink(out.resolve("a.txt"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_link_instead_of_a_directory_is_not_entered(boolean overwrite) throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.createDirectories(out);
        Files.createSymbolicLink(out.resolve("src"), outside);
        try (FileArchive archive = pull(fixture.golden("none"))) {
            assertThatThrownBy(() -> archive.extract(out, DEFAULTS.withOverwrite(overwrite)))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining("symbolic link");
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void a_file_where_a_directory_should_be_is_named() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("src"), "mine");
        try (FileArchive archive = pull(fixture.golden("none"))) {
            assertThatThrownBy(() -> archive.extract(out, DEFAULTS))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining("directory \"src\"");
        }
        assertThat(out.resolve("src")).hasContent("mine");
    }

    @Test
    void a_destination_may_be_a_link_to_a_directory() throws IOException {
        Path real = Files.createDirectory(temporary.resolve("real"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), real);
        try (FileArchive archive = pull(fixture.golden("none"))) {
            archive.extract("a", link, DEFAULTS);
        }
        assertThat(real.resolve("a/x")).hasContent("inside a\n");
    }

    @Test
    void clean_replaces_existing_files() throws IOException {
        Files.createDirectories(out.resolve("old/deep"));
        Files.writeString(out.resolve("old/deep/file"), "old");
        try (FileArchive archive = pull(fixture.golden("none"))) {
            archive.extract(out, DEFAULTS.withClean(true));
        }
        assertThat(Fixture.read(out)).hasSize(9).doesNotContainKey("old/deep/file");
        assertNothingIsLeftBehind();
    }

    @Test
    void cleaning_one_directory_leaves_the_others() throws IOException {
        Files.createDirectories(out.resolve("src/main"));
        Files.writeString(out.resolve("src/main/old"), "old");
        Files.writeString(out.resolve("mine"), "mine");
        try (FileArchive archive = pull(fixture.golden("none"))) {
            archive.extract("src", out, DEFAULTS.withClean(true));
        }
        assertThat(Fixture.read(out)).containsOnlyKeys("mine", "src/main/big.txt", "src/main/noise.bin");
        assertNothingIsLeftBehind();
    }

    @Test
    void clean_does_not_follow_links() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("file"), "mine");
        Files.createDirectories(out);
        Files.createSymbolicLink(out.resolve("link"), outside);
        try (FileArchive archive = pull(fixture.golden("none"))) {
            archive.extract(out, DEFAULTS.withClean(true));
        }
        assertThat(outside.resolve("file")).hasContent("mine");
    }

    @Test
    void cleaning_a_directory_behind_a_link_is_refused() throws IOException {
        Path outside =
                Files.createDirectories(temporary.resolve("outside/main")).getParent();
        Files.createDirectories(out);
        Files.createSymbolicLink(out.resolve("src"), outside);
        try (FileArchive archive = pull(fixture.golden("none"))) {
            assertThatThrownBy(() -> archive.extract("src/main", out, DEFAULTS.withClean(true)))
                    .isInstanceOf(InvalidArchiveException.class);
        }
        assertThat(outside.resolve("main")).isEmptyDirectory();
        assertNothingIsLeftBehind();
    }

    @Test
    void a_root_is_never_cleaned() {
        try (FileArchive archive = pull(fixture.golden("none"))) {
            assertThatThrownBy(() -> archive.extract(Path.of("/"), DEFAULTS.withClean(true)))
                    .isInstanceOf(StorageException.class);
        }
    }

    @Test
    void a_failure_while_cleaning_leaves_existing_files() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("mine"), "mine");
        fixture.golden("none").repository.damageAt(40);
        try (FileArchive archive = pull(fixture)) {
            assertThatThrownBy(() -> archive.extract(out, DEFAULTS.withClean(true)))
                    .isInstanceOf(ContentMismatchException.class);
        }
        assertThat(Fixture.read(out)).containsOnlyKeys("mine");
        assertNothingIsLeftBehind();
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "ZSTD"})
    void a_damaged_file_never_appears_under_its_name(Compression compression) throws IOException {
        fixture.push(temporary, ArchivePacker.builder().compression(compression), Fixture.tree(10));
        try (FileArchive archive = pull(fixture)) {
            for (String path : List.of("dir1/sub1/file0001", "large/compressible", "large/noise", "zeros")) {
                Path there = Files.createDirectories(out.resolve("of " + path.replace('/', ' ')));
                ArchiveEntry file = archive.stat(path).orElseThrow();
                fixture.repository.damageAt(file.offset() + file.storedSize() - 1);
                assertThatThrownBy(() -> archive.extract(there, DEFAULTS)).isInstanceOf(ContentMismatchException.class);
                assertThat(there.resolve(path)).doesNotExist();
            }
        }
        assertNothingIsLeftBehind();
    }

    @Test
    void a_new_destination_appears_whole_or_not_at_all() {
        fixture.golden("none").repository.damageAt(150_000);
        try (FileArchive archive = pull(fixture)) {
            assertThatThrownBy(() -> archive.extract(out, DEFAULTS)).isInstanceOf(ContentMismatchException.class);
        }
        assertThat(out).doesNotExist();
    }

    @Test
    void modes_and_times_can_be_left_to_the_process() throws IOException {
        try (FileArchive archive = pull(fixture.golden("none"))) {
            archive.extract(out, DEFAULTS.withMode(false).withTimes(false));
        }
        assertThat(Files.getPosixFilePermissions(out.resolve("run.sh")))
                .isEqualTo(Files.getPosixFilePermissions(Files.createFile(temporary.resolve("probe"))));
        assertThat(Files.getLastModifiedTime(out.resolve("run.sh")).toInstant())
                .isNotEqualTo(Instant.ofEpochSecond(0, GoldenArchives.MODIFIED_NANOS));
    }

    @Test
    void the_umask_applies_to_modes_from_a_stranger() throws IOException {
        Path source = Files.createDirectory(temporary.resolve("source"));
        Path file = Files.createFile(source.resolve("open-to-all"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (FileArchives archives = fixture.archives().build()) {
            archives.push(Fixture.PLACE, ArchivePacker.builder().build().pack(source, temporary.resolve("packed")));
            try (FileArchive archive = archives.pull(Fixture.PLACE)) {
                archive.extract(out, DEFAULTS);
            }
        }
        Path probe = Files.createFile(
                temporary.resolve("probe"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx")));
        assertThat(Files.getPosixFilePermissions(out.resolve("open-to-all")))
                .isEqualTo(Files.getPosixFilePermissions(probe));
    }

    @Test
    void a_directory_that_becomes_a_symbolic_link_meanwhile_does_not_lead_out() throws IOException {
        Path source = temporary.resolve("source");
        Files.writeString(Files.createDirectories(source.resolve("sub/deep")).resolve("f"), "content");
        Path outside =
                Files.createDirectories(temporary.resolve("outside/deep")).getParent();
        Files.createDirectories(out.resolve("sub/deep"));
        try (FileArchives archives = fixture.archives().build()) {
            archives.push(Fixture.PLACE, ArchivePacker.builder().build().pack(source, temporary.resolve("packed")));
            try (FileArchive archive = archives.pull(Fixture.PLACE)) {
                assertThat(archive.exists("sub/deep/f")).isTrue();
                fixture.repository.beforeRange(() -> {
                    try {
                        Files.move(out.resolve("sub"), temporary.resolve("aside"));
                        Files.createSymbolicLink(out.resolve("sub"), outside);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });

                assertThatThrownBy(() -> archive.extract(out, DEFAULTS)).isInstanceOf(OciException.class);
            }
        }
        assertThat(outside.resolve("deep")).isEmptyDirectory();
    }

    @Test
    void a_directory_outside_the_archive_is_not_found() {
        try (FileArchive archive = pull(fixture.golden("none"))) {
            assertThatThrownBy(() -> archive.extract("nothing", out, DEFAULTS)).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> archive.extractFiles(List.of("a.txt", "nothing"), out, DEFAULTS))
                    .isInstanceOf(NotFoundException.class);
        }
        assertThat(out).doesNotExist();
    }

    @Test
    void an_executor_without_threads_only_slows_extraction() throws IOException {
        Map<String, byte[]> files = Fixture.tree(200);
        fixture.push(temporary, ArchivePacker.builder().compression(Compression.ZSTD), files);
        try (FileArchives archives = fixture.archives()
                        .executor(task -> {
                            throw new RejectedExecutionException("none to spare");
                        })
                        .build();
                FileArchive archive = archives.pull(Fixture.PLACE)) {
            archive.extract(out, DEFAULTS);
        }
        assertThat(Fixture.same(Fixture.read(out), files)).isTrue();
    }

    @Test
    void an_interrupt_ends_the_extraction() throws IOException {
        fixture.push(temporary, ArchivePacker.builder(), Fixture.tree(10));
        try (FileArchive archive = pull(fixture)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> archive.extract(out, DEFAULTS)).isInstanceOf(OciException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(out).doesNotExist();
    }

    private void assertNothingIsLeftBehind() throws IOException {
        try (Stream<Path> paths = Files.walk(temporary.resolve("there"))) {
            assertThat(paths.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith(".out") || name.startsWith(".portolan"));
        }
    }

    private static FileArchive pull(Fixture fixture) {
        return fixture.archives().build().pull(Fixture.PLACE);
    }

    @Test
    void a_file_in_place_of_the_destination_is_reported() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "mine");
        try (FileArchive opened = pull(fixture.golden("none"))) {
            assertThatThrownBy(() -> opened.extract(file, DEFAULTS))
                    .isInstanceOf(StorageException.class)
                    .hasMessageStartingWith(file + ": nothing was extracted: it is not a directory");
        }
        assertThat(file).hasContent("mine");
    }
}
