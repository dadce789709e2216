package dev.portolan.archive.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.archive.ArchiveEntry;
import dev.portolan.archive.FileArchives;
import dev.portolan.archive.Fixture;
import dev.portolan.archive.GoldenArchives;
import dev.portolan.error.ContentMismatchException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveFileSystemTest {
    private static final FileTime MODIFIED = FileTime.from(Instant.ofEpochSecond(0, GoldenArchives.MODIFIED_NANOS));

    private final Fixture fixture = new Fixture().golden("zstd");
    private final FileArchives archives = fixture.archives().build();
    private final ArchiveFileSystem files = ArchiveFileSystem.of(archives.pull(Fixture.PLACE));

    @TempDir
    Path temporary;

    @AfterEach
    void close() {
        files.close();
    }

    @Test
    void a_file_is_read_as_a_string_with_one_range() throws IOException {
        fixture.repository.forget();
        assertThat(Files.readString(files.getPath("/a/x"))).isEqualTo("inside a\n");
        assertThat(Files.readString(files.getPath("docs", "naïve-ünï.md"))).isEqualTo("# unicode name\n");
        assertThat(fixture.repository.requests()).hasSize(2).allMatch(request -> request.startsWith("range"));
    }

    @Test
    void lines_and_bytes_are_read() throws IOException {
        try (Stream<String> lines = Files.lines(files.getPath("/src/main/big.txt"))) {
            assertThat(lines.count()).isEqualTo(4000);
        }
        assertThat(Files.readAllBytes(files.getPath("empty.txt"))).isEmpty();
        try (BufferedReader reader = Files.newBufferedReader(files.getPath("a.txt"))) {
            assertThat(reader.readLine()).isEqualTo("hello");
        }
    }

    @Test
    void a_walk_finds_every_file_and_directory() throws IOException {
        try (Stream<Path> walk = Files.walk(files.getPath("/"))) {
            assertThat(walk.map(Path::toString))
                    .containsExactlyInAnyOrder(
                            "/",
                            "/.hidden",
                            "/a",
                            "/a/x",
                            "/a.txt",
                            "/config.json",
                            "/docs",
                            "/docs/naïve-ünï.md",
                            "/empty.txt",
                            "/run.sh",
                            "/src",
                            "/src/main",
                            "/src/main/big.txt",
                            "/src/main/noise.bin");
        }
        try (Stream<Path> walk = Files.walk(files.getPath("src"))) {
            assertThat(walk.map(Path::toString))
                    .containsExactly("src", "src/main", "src/main/big.txt", "src/main/noise.bin");
        }
    }

    @Test
    void a_directory_is_listed_through_a_glob() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(files.getPath("/"), "*.{txt,json}")) {
            children.forEach(child -> names.add(child.getFileName().toString()));
        }
        assertThat(names).containsExactlyInAnyOrder("a.txt", "config.json", "empty.txt");
    }

    @Test
    void a_directory_stream_can_be_iterated_once() throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(files.getPath("/src"))) {
            children.iterator().next();
            assertThatThrownBy(children::iterator).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void a_filters_own_exception_is_passed_on() throws IOException {
        IOException failure = new IOException("no");
        try (DirectoryStream<Path> children = Files.newDirectoryStream(files.getPath("/"), path -> {
            throw failure;
        })) {
            assertThatThrownBy(() -> children.iterator().hasNext())
                    .isInstanceOf(DirectoryIteratorException.class)
                    .hasCause(failure);
        }
    }

    @Test
    void matchers_know_globs_and_regular_expressions() {
        Path path = files.getPath("/src/main/big.txt");
        assertThat(files.getPathMatcher("glob:/src/**.txt").matches(path)).isTrue();
        assertThat(files.getPathMatcher("glob:/src/*.txt").matches(path)).isFalse();
        assertThat(files.getPathMatcher("regex:/s.*xt").matches(path)).isTrue();
        assertThatThrownBy(() -> files.getPathMatcher("other:x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> files.getPathMatcher("x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void files_are_copied_to_disk_with_their_times() throws IOException {
        Path copy = temporary.resolve("copy");
        Files.copy(files.getPath("/run.sh"), copy, StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(copy).hasContent("#!/bin/sh\necho hi\n");
        assertThat(Files.getLastModifiedTime(copy)).isEqualTo(MODIFIED);
        try (var out = Files.newOutputStream(temporary.resolve("other"))) {
            assertThat(Files.copy(files.getPath("/src/main/big.txt"), out)).isEqualTo(150890);
        }
    }

    @Test
    void a_channel_reads_any_part() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(files.getPath("/src/main/big.txt"))) {
            assertThat(channel.size()).isEqualTo(150890);
            ByteBuffer part = ByteBuffer.allocate(6);
            channel.position(150884).read(part);
            assertThat(new String(part.array(), UTF_8)).isEqualTo(" file\n");
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1))).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void attributes_come_from_the_archive() throws IOException {
        Path file = files.getPath("/run.sh");
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
        assertThat(attributes.size()).isEqualTo(18);
        assertThat(attributes.lastModifiedTime()).isEqualTo(MODIFIED);
        assertThat(attributes.permissions()).isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(attributes.owner().getName()).isEqualTo("0");
        assertThat(attributes.isRegularFile()).isTrue();
        assertThat(Files.readAttributes(files.getPath("/src"), BasicFileAttributes.class)
                        .isDirectory())
                .isTrue();
        assertThat(Files.getPosixFilePermissions(file)).hasSize(7);
        assertThat(Files.getOwner(file).getName()).isEqualTo("0");
        assertThat(Files.size(file)).isEqualTo(18);
        assertThat(Files.getFileAttributeView(file, BasicFileAttributeView.class)
                        .readAttributes()
                        .size())
                .isEqualTo(18);
        assertThat(Files.getFileAttributeView(file, PosixFileAttributeView.class)
                        .name())
                .isEqualTo("posix");
    }

    @Test
    void attributes_are_read_by_name() throws IOException {
        Path file = files.getPath("/run.sh");
        assertThat(Files.readAttributes(file, "size,isDirectory"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("size", 18L, "isDirectory", false));
        assertThat(Files.readAttributes(file, "*"))
                .containsKey("lastModifiedTime")
                .doesNotContainKey("permissions");
        assertThat(Files.readAttributes(file, "posix:*")).containsKeys("size", "permissions", "group");
        assertThat(Files.getAttribute(file, "posix:permissions"))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> Files.readAttributes(file, "dos:*")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Files.readAttributes(file, "permissions"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void access_is_that_of_a_read_only_file() {
        assertThat(Files.exists(files.getPath("/a/x"))).isTrue();
        assertThat(Files.exists(files.getPath("/a/y"))).isFalse();
        assertThat(Files.isReadable(files.getPath("/a.txt"))).isTrue();
        assertThat(Files.isWritable(files.getPath("/a.txt"))).isFalse();
        assertThat(Files.isExecutable(files.getPath("/run.sh"))).isTrue();
        assertThat(Files.isExecutable(files.getPath("/a.txt"))).isFalse();
        assertThatThrownBy(() -> files.provider().checkAccess(files.getPath("/a.txt"), AccessMode.WRITE))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void hidden_same_file_and_real_path_are_answered() throws IOException {
        assertThat(Files.isHidden(files.getPath("/.hidden"))).isTrue();
        assertThat(Files.isHidden(files.getPath("/a.txt"))).isFalse();
        assertThat(Files.isSameFile(files.getPath("a/../a.txt"), files.getPath("/a.txt")))
                .isTrue();
        assertThat(files.getPath("a/./../a.txt").toRealPath()).isEqualTo(files.getPath("/a.txt"));
        assertThatThrownBy(() -> files.getPath("nothing").toRealPath()).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void nothing_can_be_changed() {
        Path file = files.getPath("/a.txt");
        assertReadOnly(() -> Files.writeString(file, "x"));
        assertReadOnly(() -> Files.delete(file));
        assertReadOnly(() -> Files.createDirectory(files.getPath("/new")));
        assertReadOnly(() -> Files.move(file, files.getPath("/b")));
        assertReadOnly(() -> Files.copy(file, files.getPath("/b")));
        assertReadOnly(() -> Files.setLastModifiedTime(file, MODIFIED));
        assertReadOnly(() -> Files.setAttribute(file, "size", 1));
        assertReadOnly(() -> Files.newByteChannel(file, StandardOpenOption.WRITE));
        assertReadOnly(() -> Files.newByteChannel(files.getPath("/new"), StandardOpenOption.APPEND));
        assertThat(files.isReadOnly()).isTrue();
    }

    private static void assertReadOnly(ThrowingCallable change) {
        assertThatThrownBy(change).isInstanceOf(ReadOnlyFileSystemException.class);
    }

    @Test
    void failures_are_the_ones_that_java_nio_file_documents() {
        assertThatThrownBy(() -> Files.readString(files.getPath("/nothing"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.newInputStream(files.getPath("/src")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> Files.newDirectoryStream(files.getPath("/a.txt")))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.list(files.getPath("/nothing"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_damaged_file_fails_with_an_io_exception() {
        ArchiveEntry file = files.archive().stat("config.json").orElseThrow();
        fixture.repository.damageAt(file.offset() + file.storedSize() / 2);
        assertThatThrownBy(() -> Files.readString(files.getPath("/config.json")))
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(ContentMismatchException.class);
        assertThatThrownBy(() -> Files.newInputStream(files.getPath("/config.json")))
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(ContentMismatchException.class);
    }

    @Test
    void a_file_tree_is_visited() throws IOException {
        List<String> visited = new ArrayList<>();
        Files.walkFileTree(files.getPath("/src"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                visited.add(file.getFileName() + " " + attributes.size());
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(visited).containsExactly("big.txt 150890", "noise.bin 20000");
    }

    @Test
    void a_closed_file_system_refuses_reads() {
        Path file = files.getPath("/a.txt");
        files.close();
        files.close();
        assertThat(files.isOpen()).isFalse();
        assertThatThrownBy(() -> Files.readString(file)).isInstanceOf(ClosedFileSystemException.class);
    }

    @Test
    void file_systems_opens_a_uri_with_the_archives_in_its_environment() throws IOException {
        URI address = URI.create("portolan:" + Fixture.PLACE);
        try (FileSystem opened = FileSystems.newFileSystem(address, Map.of("archives", archives))) {
            assertThat(Files.readString(opened.getPath("a.txt"))).isEqualTo("hello\n");
            assertThat(opened.provider().getScheme()).isEqualTo("portolan");
        }
        assertThatThrownBy(() -> FileSystems.newFileSystem(address, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("archives");
        assertThatThrownBy(() -> FileSystems.getFileSystem(address)).isInstanceOf(FileSystemNotFoundException.class);
    }

    @Test
    void opening_a_uri_without_an_archive_is_an_io_exception() {
        URI address = URI.create("portolan:registry.example.com/demo/tree:nothing");
        assertThatThrownBy(() -> FileSystems.newFileSystem(address, Map.of("archives", archives)))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void file_stores_and_roots_are_listed() throws IOException {
        assertThat(files.getRootDirectories()).containsExactly(files.getPath("/"));
        assertThat(files.getFileStores()).singleElement().satisfies(store -> {
            assertThat(store.isReadOnly()).isTrue();
            assertThat(store.name()).isEqualTo("registry.example.com/demo/tree");
            assertThat(store.getTotalSpace()).isEqualTo(GoldenArchives.data("zstd").length);
        });
        assertThat(Files.getFileStore(files.getPath("/a.txt")).supportsFileAttributeView("posix"))
                .isTrue();
    }

    @Test
    void the_uri_of_a_file_names_its_archive_by_digest() {
        assertThat(files.getPath("a/x").toUri().toString())
                .startsWith("portolan:registry.example.com/demo/tree@sha256:")
                .endsWith("!/a/x");
    }
}
