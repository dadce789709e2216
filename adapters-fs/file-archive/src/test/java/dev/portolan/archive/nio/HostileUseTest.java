package dev.portolan.archive.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.archive.FileArchives;
import dev.portolan.archive.Fixture;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that a read-only file system must refuse. */
class HostileUseTest {
    private final Fixture fixture = new Fixture();

    @TempDir
    Path temporary;

    private FileArchives archives;
    private ArchiveFileSystem files;

    @BeforeEach
    void an_archive() {
        fixture.push(
                temporary,
                ArchivePacker.builder(),
                Fixture.files("a.txt", "hello\n", "d/50% off! #1?.txt", "odd", "d/@sha256:ab!/x", "odder", "ü ü", "ü"));
        archives = fixture.archives().build();
        files = ArchiveFileSystem.of(archives.pull(Fixture.PLACE));
    }

    @AfterEach
    void close() {
        files.close();
        archives.close();
    }

    @Test
    void walking_a_missing_directory_is_no_such_file() {
        assertThatThrownBy(() -> Files.walk(files.getPath("/nothing"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.walk(files.getPath("/a.txt/below a file")))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(Files.exists(files.getPath("/nothing"))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = StandardOpenOption.class,
            names = {"WRITE", "APPEND", "CREATE_NEW", "DELETE_ON_CLOSE"})
    void no_file_is_opened_for_writing(StandardOpenOption option) {
        for (String path : new String[] {"/a.txt", "/new", "/d"}) {
            assertThatThrownBy(() -> Files.newByteChannel(
                            files.getPath(path), Set.of(option, StandardOpenOption.TRUNCATE_EXISTING)))
                    .isInstanceOf(ReadOnlyFileSystemException.class);
            assertThatThrownBy(() -> Files.newOutputStream(files.getPath(path)))
                    .isInstanceOf(ReadOnlyFileSystemException.class);
        }
        assertThatThrownBy(() -> Files.createTempFile(files.getPath("/"), "a", "b"))
                .isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> FileChannel.open(files.getPath("/a.txt")))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void parent_directories_end_at_the_root() throws IOException {
        assertThat(Files.readString(files.getPath("/../../a.txt"))).isEqualTo("hello\n");
        assertThat(Files.readString(files.getPath("d/../../../a.txt"))).isEqualTo("hello\n");
        assertThat(files.getPath("..").toRealPath()).isEqualTo(files.getPath("/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "d/50% off! #1?.txt", "d/@sha256:ab!/x", "ü ü"})
    void the_uri_of_a_file_opens_its_archive_again(String name) throws IOException {
        Path file = files.getPath("/" + name);
        URI address = URI.create(file.toUri().toASCIIString());
        try (FileSystem again = FileSystems.newFileSystem(address, Map.of("archives", archives))) {
            assertThat(again.getPath(name).toUri()).isEqualTo(file.toUri());
            assertThat(Files.readString(again.getPath(name))).isEqualTo(Files.readString(file));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"portolan:%20", "portolan:Not%20A%20Place", "portolan:registry.example.com/a:b:c", "file:/tmp"})
    void a_uri_without_a_reference_is_an_illegal_argument(String address) {
        assertThatThrownBy(() -> new ArchiveFileSystemProvider()
                        .newFileSystem(URI.create(address), Map.of("archives", archives)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "half \ud83d", "\udc00"})
    void text_that_is_not_a_file_name_is_an_invalid_path(String text) {
        assertThatThrownBy(() -> files.getPath(text)).isInstanceOf(InvalidPathException.class);
    }

    @Test
    void a_malformed_pattern_is_refused() {
        assertThatThrownBy(() -> files.getPathMatcher("glob:[a")).isInstanceOf(PatternSyntaxException.class);
        assertThatThrownBy(() -> files.getPathMatcher("glob:{a,{b}}")).isInstanceOf(PatternSyntaxException.class);
        assertThatThrownBy(() -> files.getPathMatcher("regex:(")).isInstanceOf(PatternSyntaxException.class);
        assertThatThrownBy(() -> files.getPathMatcher("*.md")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files.getPathMatcher("sql:%")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void paths_of_other_file_systems_are_refused_or_unequal() throws IOException {
        Path other = Path.of("/a.txt");
        Path mine = files.getPath("/a.txt");
        assertThatThrownBy(() -> mine.resolve(other)).isInstanceOf(ProviderMismatchException.class);
        assertThatThrownBy(() -> mine.relativize(other)).isInstanceOf(ProviderMismatchException.class);
        assertThatThrownBy(() -> files.provider().newInputStream(other)).isInstanceOf(ProviderMismatchException.class);
        assertThat(Files.isSameFile(mine, other)).isFalse();
        assertThat(mine).isNotEqualTo(other);
        assertThat(mine.startsWith(other)).isFalse();
        try (ArchiveFileSystem twin = ArchiveFileSystem.of(archives.pull(Fixture.PLACE))) {
            assertThat(mine).isNotEqualTo(twin.getPath("/a.txt"));
            assertThatThrownBy(() -> mine.resolve(twin.getPath("b"))).isInstanceOf(ProviderMismatchException.class);
        }
    }

    @Test
    void attributes_of_an_unknown_view_are_unsupported() {
        Path file = files.getPath("/a.txt");
        assertThatThrownBy(() -> Files.readAttributes(file, "dos:hidden"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Files.readAttributes(file, "posix:colour"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closing_a_file_system_closes_its_streams_and_refuses_new_ones() throws IOException {
        Path file = files.getPath("/a.txt");
        SeekableByteChannel channel = Files.newByteChannel(file);
        files.close();
        assertThatThrownBy(() -> Files.size(file)).isInstanceOf(ClosedFileSystemException.class);
        assertThatThrownBy(() -> Files.list(file.getParent())).isInstanceOf(ClosedFileSystemException.class);
        assertThatThrownBy(() -> Files.newByteChannel(file)).isInstanceOf(ClosedFileSystemException.class);
        assertThatThrownBy(() -> file.toRealPath()).isInstanceOf(ClosedFileSystemException.class);
        assertThatThrownBy(() -> files.getFileStores().iterator()).isInstanceOf(ClosedFileSystemException.class);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
        assertThat(file.toUri().toString()).endsWith("!/a.txt");
    }

    @Test
    void an_interrupt_is_an_interrupted_io_exception() {
        Thread.currentThread().interrupt();
        fixture.repository.beforeRange(() -> {
            throw new CancelledException(Problem.of("given up"));
        });
        assertThatThrownBy(() -> Files.readString(files.getPath("/a.txt")))
                .isInstanceOf(InterruptedIOException.class)
                .hasCauseInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
