package dev.portolan.fs.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.tar.Tar;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.port.ForwardingRepository;
import dev.portolan.port.Repository;
import dev.portolan.registry.memory.InMemoryTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLayerTest {
    @TempDir
    Path temp;

    private Path tree;

    @BeforeEach
    void a_small_tree() throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        Files.writeString(tree.resolve("b.txt"), "b");
        Files.writeString(Files.createDirectory(tree.resolve("a")).resolve("x"), "x");
        Files.createDirectory(tree.resolve("empty"));
        Files.createFile(tree.resolve("empty.txt"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("a/x"));
        for (String directory : List.of("", "a", "empty")) {
            Files.setPosixFilePermissions(tree.resolve(directory), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (String file : List.of("a/x", "b.txt", "empty.txt")) {
            Files.setPosixFilePermissions(tree.resolve(file), PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    @Test
    void the_directory_is_the_top_folder_and_entries_are_sorted() throws IOException {
        assertThat(entries(Pack.directory(tree)))
                .extracting(TarArchiveEntry::getName)
                .containsExactly(
                        "tree/", "tree/a/", "tree/a/x", "tree/b.txt", "tree/empty/", "tree/empty.txt", "tree/link");
    }

    @Test
    void owners_times_and_names_are_left_out() throws IOException {
        assertThat(entries(Pack.directory(tree))).allSatisfy(entry -> {
            assertThat(entry.getLongUserId()).isZero();
            assertThat(entry.getLongGroupId()).isZero();
            assertThat(entry.getUserName()).isEmpty();
            assertThat(entry.getGroupName()).isEmpty();
            assertThat(entry.getLastModifiedTime()).isEqualTo(FileTime.fromMillis(0));
        });
    }

    @Test
    void the_gzip_header_has_no_time_no_name_and_no_system() throws IOException {
        assertThat(bytes(Pack.directory(tree))).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
    }

    @Test
    void the_digest_is_the_same_on_every_machine() {
        assertThat(Pack.directory(tree).withCompression(Compression.NONE).descriptor())
                .map(Descriptor::digest)
                .hasToString("Optional[sha256:7d6e716a9347c007cd1169067df9edb8b9d035b5e2b1bb57f910892671edea06]");
    }

    @Test
    void the_digest_does_not_depend_on_when_files_were_written() throws IOException {
        Descriptor before = Pack.directory(tree).descriptor().orElseThrow();
        Files.setLastModifiedTime(tree.resolve("b.txt"), FileTime.fromMillis(1_000_000));
        assertThat(Pack.directory(tree).descriptor()).contains(before);
    }

    @Test
    void the_digest_does_not_depend_on_the_number_of_threads() throws IOException {
        byte[] random = new byte[5 << 20];
        new Random(1).nextBytes(random);
        Files.write(tree.resolve("random"), random);
        Files.write(tree.resolve("zeros"), new byte[3 << 20]);
        for (Compression compression : Compression.values()) {
            DirectoryLayer layer = Pack.directory(tree).withCompression(compression);
            assertThat(bytes(layer.withThreads(8)))
                    .as(compression.name())
                    .isEqualTo(bytes(layer.withThreads(1)))
                    .isEqualTo(bytes(layer.withThreads(3)));
        }
    }

    @Test
    void the_descriptor_equals_that_of_oras() {
        DirectoryLayer layer = Pack.directory(tree);
        Descriptor plain = layer.withCompression(Compression.NONE).descriptor().orElseThrow();
        assertThat(layer.descriptor().orElseThrow()).satisfies(descriptor -> {
            assertThat(descriptor.mediaType()).isEqualTo("application/vnd.oci.image.layer.v1.tar+gzip");
            assertThat(descriptor.annotations())
                    .containsEntry("org.opencontainers.image.title", "tree")
                    .containsEntry("io.deis.oras.content.unpack", "true")
                    .containsEntry("io.deis.oras.content.digest", plain.digest().toString());
        });
    }

    @Test
    void the_digest_of_a_large_directory_is_known_after_reading() throws IOException {
        Files.write(tree.resolve("large"), new byte[9 << 20]);
        DirectoryLayer layer = Pack.directory(tree);
        assertThat(layer.descriptor()).isEmpty();
        Descriptor written = Descriptor.of(layer.mediaType(), bytes(layer));
        assertThat(layer.describe(written).annotations()).containsKey("io.deis.oras.content.digest");
    }

    @Test
    void permissions_are_kept() throws IOException {
        Files.setPosixFilePermissions(tree.resolve("b.txt"), PosixFilePermissions.fromString("rwxr-x--x"));
        assertThat(entries(Pack.directory(tree)))
                .filteredOn(entry -> entry.getName().equals("tree/b.txt"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.getMode() & 07777).isEqualTo(0751));
    }

    @Test
    void links_are_packed_as_links() throws IOException {
        assertThat(entries(Pack.directory(tree)))
                .filteredOn(TarArchiveEntry::isSymbolicLink)
                .singleElement()
                .satisfies(entry -> assertThat(entry.getLinkName()).isEqualTo("a/x"));
    }

    @Test
    void long_and_non_ascii_names_are_packed() throws IOException {
        String longName = "n".repeat(120);
        Path deep = Files.createDirectories(tree.resolve("d".repeat(200)).resolve("e".repeat(200)));
        Files.writeString(tree.resolve(longName), "");
        Files.writeString(deep.resolve("käse-日本-🧀"), "");
        assertThat(entries(Pack.directory(tree)))
                .extracting(TarArchiveEntry::getName)
                .contains("tree/" + longName, "tree/" + "d".repeat(200) + "/" + "e".repeat(200) + "/käse-日本-🧀");
    }

    @Test
    void many_long_names_are_packed() throws IOException {
        List<String> names = new ArrayList<>(List.of("long/"));
        Path many = Files.createDirectory(temp.resolve("long"));
        for (int i = 100; i < 600; i++) {
            String name = "n".repeat(120) + i;
            Files.createFile(many.resolve(name));
            names.add("long/" + name);
        }
        assertThat(entries(Pack.directory(many)))
                .extracting(TarArchiveEntry::getName)
                .isEqualTo(names);
    }

    @Test
    void the_time_can_be_chosen() throws IOException {
        Instant release = Instant.parse("2024-02-29T12:00:00Z");
        assertThat(entries(Pack.directory(tree).withModified(release)))
                .allSatisfy(entry -> assertThat(entry.getLastModifiedTime()).isEqualTo(FileTime.from(release)));
    }

    @Test
    void times_that_no_tar_can_have_are_refused() {
        DirectoryLayer layer = Pack.directory(tree);
        for (long seconds : new long[] {0, Tar.LATEST}) {
            assertThat(layer.withModified(Instant.ofEpochSecond(seconds)).descriptor())
                    .isPresent();
        }
        for (long seconds : new long[] {-1, Tar.LATEST + 1}) {
            assertThatThrownBy(() -> layer.withModified(Instant.ofEpochSecond(seconds)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void no_threads_and_malformed_media_types_are_refused() {
        DirectoryLayer layer = Pack.directory(tree);
        assertThatThrownBy(() -> layer.withThreads(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> layer.withMediaType("tar")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_media_type_and_annotations_can_be_added() {
        DirectoryLayer layer =
                Pack.directory(tree).withMediaType("example/site").withAnnotation("k", "v");
        assertThat(layer.descriptor().orElseThrow().mediaType()).isEqualTo("example/site");
        assertThat(layer.descriptor().orElseThrow().annotations()).containsEntry("k", "v");
        assertThat(layer.mediaType()).isEqualTo("example/site");
        assertThat(layer).hasToString(tree + " as example/site");
    }

    @Test
    void a_small_directory_is_packed_once() throws IOException {
        DirectoryLayer layer = Pack.directory(tree);
        Descriptor descriptor = layer.descriptor().orElseThrow();
        Files.writeString(tree.resolve("b.txt"), "changed");
        assertThat(layer.descriptor()).contains(descriptor);
        assertThat(Digest.sha256(bytes(layer))).isEqualTo(descriptor.digest());
    }

    @Test
    void a_directory_is_written_in_one_pass_and_can_be_read_again() throws IOException {
        Files.write(tree.resolve("large"), new byte[3 << 20]);
        for (int threads : new int[] {1, 3}) {
            DirectoryLayer layer =
                    Pack.directory(tree).withCompression(Compression.NONE).withThreads(threads);
            List<byte[]> read = new ArrayList<>();
            Repository memory = InMemoryTransport.create().open(Reference.parse("memory:packed"));
            Descriptor written = layer.writeTo(new ForwardingRepository(memory) {
                @Override
                public Descriptor write(String mediaType, Content content) {
                    for (int i = 0; i < 2; i++) {
                        try (InputStream stream = content.open()) {
                            read.add(stream.readAllBytes());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                    return super.write(mediaType, content);
                }
            });
            byte[] expected = bytes(layer);
            assertThat(read).containsExactly(expected, expected);
            assertThat(written).isEqualTo(layer.describe(Descriptor.of(layer.mediaType(), expected)));
            assertThat(written.annotations())
                    .containsEntry(Annotations.UNPACKED_DIGEST, written.digest().toString());
            assertThat(memory.stat(written.digest())).isPresent();
        }
    }

    @Test
    void a_packed_stream_is_read_byte_by_byte_and_ends_when_it_is_closed() throws IOException {
        InputStream stream = Pack.directory(tree).content().open();
        assertThat(stream.read()).isEqualTo(0x1f);
        assertThat(stream.read()).isEqualTo(0x8b);
        assertThat(stream.read(new byte[1], 0, 0)).isZero();
        stream.close();
        assertThat(stream.read()).isEqualTo(-1);
    }

    @Test
    void the_threads_of_a_stream_that_nobody_closes_end_by_themselves() throws Exception {
        InputStream stream = Pack.directory(tree).withThreads(2).content().open();
        stream.readNBytes(100);
        List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("portolan-pack"))
                .toList();
        assertThat(threads).isNotEmpty();
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void a_title_is_the_top_folder() throws IOException {
        assertThat(entries(Pack.directory(tree).withTitle("x/y")))
                .extracting(TarArchiveEntry::getName)
                .startsWith("x/y/", "x/y/a/");
    }

    @Test
    void a_title_that_leaves_the_destination_is_refused() {
        assertThatThrownBy(() -> Pack.directory(tree).withTitle("../tree"))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("leaves the destination");
    }

    @Test
    void the_current_directory_gets_its_own_name_as_title() {
        assertThat(Pack.directory(tree.resolve("a/.."))
                        .descriptor()
                        .orElseThrow()
                        .annotations())
                .containsEntry("org.opencontainers.image.title", "tree");
    }

    @Test
    void a_directory_with_the_title_dot_has_no_top_folder() throws IOException {
        assertThat(entries(Pack.directory(tree).withTitle(".")))
                .extracting(TarArchiveEntry::getName)
                .containsExactly("./", "a/", "a/x", "b.txt", "empty/", "empty.txt", "link");
    }

    @Test
    void excluded_directories_are_left_out_with_their_contents() throws IOException {
        assertThat(entries(Pack.directory(tree).excluding("*.txt").excluding("a")))
                .extracting(TarArchiveEntry::getName)
                .containsExactly("tree/", "tree/empty/", "tree/link");
    }

    @Test
    void a_missing_directory_is_not_found() {
        assertThatThrownBy(() -> Pack.directory(temp.resolve("nothing"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_named_pipe_is_refused() throws Exception {
        new ProcessBuilder("mkfifo", tree.resolve("pipe").toString()).start().waitFor();
        assertThatThrownBy(() -> Pack.directory(tree).descriptor())
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("pipe");
    }

    @Test
    void a_file_that_grows_while_it_is_packed_is_an_error() throws IOException {
        Path growing = tree.resolve("growing");
        Files.write(growing, new byte[20 << 20]);
        assertThatThrownBy(() -> {
                    try (InputStream stream =
                            Pack.directory(tree).withThreads(1).content().open()) {
                        stream.readNBytes(20);
                        Files.writeString(growing, "!", StandardOpenOption.APPEND);
                        stream.readAllBytes();
                    }
                })
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("changed while it was being packed");
    }

    @Test
    void a_directory_that_is_deleted_while_it_is_packed_is_an_error() throws IOException {
        Path last = Files.createDirectory(tree.resolve("z"));
        Files.write(tree.resolve("c"), new byte[20 << 20]);
        assertThatThrownBy(() -> {
                    try (InputStream stream =
                            Pack.directory(tree).withThreads(1).content().open()) {
                        stream.readNBytes(20);
                        Files.delete(last);
                        stream.readAllBytes();
                    }
                })
                .isInstanceOf(StorageException.class)
                .hasMessage(last + ": packing failed: it was deleted while its directory was being packed");
    }

    @Test
    void a_file_is_not_packed_as_a_directory() {
        Path file = tree.resolve("b.txt");
        assertThatThrownBy(() -> Pack.directory(file))
                .isInstanceOf(UnsupportedException.class)
                .hasMessage(file + ": it is a file, not a directory; pack it as a file");
    }

    @Test
    void where_files_have_no_permission_bits_they_get_the_usual_ones() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(temp.resolve("a.zip"), Map.of("create", "true"))) {
            Path packed = Files.createDirectory(zip.getPath("/packed"));
            Files.createFile(packed.resolve("f"));
            Files.createDirectory(packed.resolve("sub"));
            assertThat(entries(Pack.directory(packed)))
                    .extracting(entry -> entry.getName() + " " + Integer.toOctalString(entry.getMode()))
                    .containsExactly("packed/ 755", "packed/f 644", "packed/sub/ 755");
        }
    }

    private static List<TarArchiveEntry> entries(DirectoryLayer layer) throws IOException {
        List<TarArchiveEntry> entries = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes(layer))), "UTF-8")) {
            for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static byte[] bytes(DirectoryLayer layer) throws IOException {
        try (InputStream stream = layer.content().open()) {
            return stream.readAllBytes();
        }
    }

    @Test
    void links_that_could_not_be_unpacked_again_are_refused() throws IOException {
        for (String target : new String[] {"/etc/hostname", "../../else", "..", "missing/../f", "C:\\x"}) {
            Path tree = Files.createTempDirectory(temp, "tree");
            Path link = Files.createSymbolicLink(tree.resolve("l"), Path.of(target));
            assertThatThrownBy(() -> Pack.directory(tree).descriptor())
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessageContaining(link.toString())
                    .hasMessageContaining("exclude it");
            assertThat(Pack.directory(tree).excluding("l").descriptor()).isPresent();
        }
    }

    @Test
    void links_that_stay_inside_are_packed_and_unpacked() throws IOException {
        Path tree = Files.createDirectory(temp.resolve("linked"));
        Files.createDirectories(tree.resolve("d/e"));
        for (String target : new String[] {"self", ".", "missing", "d/e", "d/../d/e", "d/e/../../missing"}) {
            Files.createSymbolicLink(tree.resolve("to-" + target.replace('/', '-')), Path.of(target));
        }
        Files.createSymbolicLink(tree.resolve("d/e/up"), Path.of("../../d"));
        DirectoryLayer layer = Pack.directory(tree).withTitle("a/b");
        Path out = temp.resolve("out");
        try (DirectoryTarget target = DirectoryTarget.into(out)) {
            target.write(layer.descriptor().orElseThrow(), layer.content());
        }
        assertThat(RandomTree.described(out.resolve("a/b"))).isEqualTo(RandomTree.described(tree));
    }
}
