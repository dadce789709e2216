package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.Samples;
import dev.portolan.fs.tar.TarEntry;
import dev.portolan.fs.tar.TarReader;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.Batches;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciArchiveRepositoryTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("archive.tar");
    }

    private OciArchiveRepository open() {
        return open(file);
    }

    private static OciArchiveRepository open(Path archive) {
        return OciArchiveRepository.at(archive, LayoutOptions.defaults());
    }

    private static ImageManifest put(OciArchiveRepository archive, String tag, byte[] layer) {
        ImageManifest manifest = Samples.artifact(archive, layer);
        archive.put(Tag.of(tag), manifest);
        return manifest;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void the_archive_appears_when_the_repository_is_closed() throws Exception {
        OciArchiveRepository archive = open();
        put(archive, "v1", Samples.text("one"));
        assertThat(file).doesNotExist();

        archive.close();

        assertThat(files()).containsExactly("archive.tar");
    }

    @Test
    void existing_content_stays_when_more_is_written() {
        ImageManifest first;
        ImageManifest second;
        try (OciArchiveRepository archive = open()) {
            first = put(archive, "v1", Samples.random(1, 100_000));
        }
        try (OciArchiveRepository archive = open()) {
            second = put(archive, "v2", Samples.random(2, 100_000));
        }
        OciArchiveRepository archive = open();
        assertThat(archive.manifest(Tag.of("v1"))).contains(first);
        assertThat(archive.manifest(Tag.of("v2"))).contains(second);
        assertThat(archive.verify().findings()).isEmpty();
    }

    @Test
    void a_blob_that_is_written_again_without_its_digest_is_kept_once() throws IOException {
        byte[] layer = Samples.random(1, 100_000);
        for (String tag : List.of("v1", "v2")) {
            try (OciArchiveRepository archive = open()) {
                Descriptor written = archive.write("application/x", Content.of(layer));
                archive.write(Descriptor.empty(), Content.of(Samples.text("{}")));
                archive.put(
                        Tag.of(tag),
                        ImageManifest.builder()
                                .artifactType("application/x." + tag)
                                .layer(written)
                                .build());
            }
        }
        assertThat(entries()).doesNotHaveDuplicates().hasSize(8);
    }

    private List<String> entries() throws IOException {
        List<String> names = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            TarReader tar = TarReader.of(in, "test");
            for (Optional<TarEntry> entry; (entry = tar.next()).isPresent(); ) {
                names.add(entry.get().name());
            }
        }
        return names;
    }

    @Test
    void a_repository_that_was_closed_can_be_used_again() {
        OciArchiveRepository archive = open();
        put(archive, "v1", Samples.text("one"));
        archive.close();
        put(archive, "v2", Samples.text("two"));
        archive.close();

        assertThat(archive.tags()).containsExactly(Tag.of("v1"), Tag.of("v2"));
    }

    @Test
    void closing_while_a_blob_is_being_written_fails_and_leaves_no_damaged_archive() throws Exception {
        byte[] bytes = Samples.random(1, 100_000);
        Descriptor blob = Descriptor.of("application/x", bytes);
        OciArchiveRepository archive = open();
        put(archive, "v1", Samples.text("one"));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> writer = threads.submit(() -> archive.write(blob, new Content() {
                @Override
                public InputStream open() {
                    return new ByteArrayInputStream(bytes);
                }

                @Override
                public void writeTo(BlobSink sink) throws IOException {
                    sink.write(ByteBuffer.wrap(bytes, 0, 50_000));
                    begun.countDown();
                    try {
                        closed.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    sink.write(ByteBuffer.wrap(bytes, 50_000, 50_000));
                }
            }));
            begun.await();

            assertThatThrownBy(archive::close)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("a blob is still being written");
            closed.countDown();
            writer.get();
        } finally {
            threads.shutdownNow();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void closing_while_a_blob_of_unknown_size_is_being_written_fails_too() throws Exception {
        OciArchiveRepository archive = open();
        put(archive, "v1", Samples.text("one"));
        Content closing = () -> {
            assertThatThrownBy(archive::close)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("a blob is still being written");
            return new ByteArrayInputStream(Samples.text("late"));
        };

        archive.write("text/plain", closing);

        assertThat(files()).isEmpty();
    }

    @Test
    void a_failed_copy_to_an_archive_that_was_emptied_again_leaves_none() throws Exception {
        try (OciArchiveRepository archive = open()) {
            ImageManifest manifest = put(archive, "v1", Samples.text("one"));
            archive.deleteManifest(manifest.digest());
            archive.begin().close();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void a_copy_that_fails_does_not_take_another_one_with_it() {
        ImageManifest good;
        ImageManifest direct;
        try (OciArchiveRepository archive = open()) {
            try (Batches.Batch failing = archive.begin();
                    Batches.Batch other = archive.begin()) {
                ImageManifest lost = Samples.artifact(archive, Samples.text("lost"));
                failing.target().put(Tag.of("lost"), lost);
                good = Samples.artifact(archive, Samples.text("good"));
                other.target().put(Tag.of("good"), good);
                other.commit();
                direct = put(archive, "direct", Samples.text("direct"));
            }
        }
        OciArchiveRepository archive = open();
        assertThat(archive.tags()).containsExactly(Tag.of("direct"), Tag.of("good"));
        assertThat(archive.manifest(Tag.of("good"))).contains(good);
        assertThat(archive.manifest(Tag.of("direct"))).contains(direct);
    }

    @Test
    void many_threads_write_at_once() throws Exception {
        List<byte[]> layers = IntStream.range(0, 60)
                .mapToObj(i -> Samples.random(i, i * 3001))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (OciArchiveRepository archive = open()) {
            List<Future<Descriptor>> written = new ArrayList<>();
            for (byte[] layer : layers) {
                boolean known = layer.length % 2 == 0;
                written.add(threads.submit(() -> known
                        ? Samples.blob(archive, layer)
                        : archive.write(MediaTypes.OCTET_STREAM, Content.of(layer))));
            }
            ImageManifest.Builder manifest = ImageManifest.builder();
            Samples.artifact(archive, Samples.text("config"));
            for (Future<Descriptor> layer : written) {
                manifest.layer(layer.get());
            }
            archive.put(Tag.of("all"), manifest.build());
        } finally {
            threads.shutdown();
        }
        VerifyReport report = open().verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.blobs()).isEqualTo(layers.size() + 1);
    }

    @Test
    void two_writers_of_the_same_blob_write_it_once() throws Exception {
        byte[] layer = Samples.random(1, 2_000_000);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (OciArchiveRepository archive = open()) {
            List<Future<Descriptor>> written = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                written.add(threads.submit(() -> Samples.blob(archive, layer)));
            }
            for (Future<Descriptor> one : written) {
                one.get();
            }
            put(archive, "v1", layer);
        } finally {
            threads.shutdown();
        }
        assertThat(Files.size(file)).isLessThan(layer.length + 20_000L);
    }

    @Test
    void gaps_left_by_failed_writes_are_closed() throws Exception {
        byte[] lost = Samples.random(9, 500_000);
        Descriptor claimed = Descriptor.of(MediaTypes.OCTET_STREAM, lost);
        try (OciArchiveRepository archive = open()) {
            byte[] after = Samples.random(2, 300_000);
            Content failing = () -> {
                Samples.blob(archive, after);
                throw new IOException("connection reset");
            };
            assertThatThrownBy(() -> archive.write(claimed, failing)).isInstanceOf(StorageException.class);
            put(archive, "v1", after);
            put(archive, "v2", Samples.random(3, 300_000));
        }
        assertThat(open().verify().findings()).isEmpty();
        assertThat(Files.size(file)).isLessThan(650_000);
    }

    @Test
    void a_failed_copy_leaves_no_archive() throws Exception {
        try (OciArchiveRepository archive = open()) {
            Samples.blob(archive, Samples.text("one"));
            Descriptor claimed = Descriptor.of(MediaTypes.OCTET_STREAM, Samples.text("two"));
            assertThatThrownBy(() -> archive.write(claimed, Content.of(Samples.text("tow"))))
                    .isInstanceOf(ContentMismatchException.class);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void content_longer_than_its_size_does_not_overwrite_its_neighbour() {
        byte[] first = Samples.random(1, 5_000);
        try (OciArchiveRepository archive = open()) {
            Descriptor claimed = Descriptor.of(MediaTypes.OCTET_STREAM, first);
            Content lying = new Content() {
                @Override
                public InputStream open() {
                    Samples.blob(archive, Samples.text("neighbour"));
                    return new ByteArrayInputStream(Samples.random(1, 50_000));
                }

                @Override
                public boolean verifies(Digest digest) {
                    return true;
                }
            };
            assertThatThrownBy(() -> archive.write(claimed, lying)).isInstanceOf(ContentMismatchException.class);
            put(archive, "v1", Samples.text("neighbour"));
        }
        assertThat(open().verify().findings()).isEmpty();
    }

    @Test
    void an_archive_that_another_program_changed_is_not_overwritten() throws Exception {
        OciArchiveRepository mine = open();
        put(mine, "mine", Samples.text("one"));
        try (OciArchiveRepository theirs = open()) {
            put(theirs, "theirs", Samples.text("two"));
        }
        assertThatThrownBy(mine::close)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isTrue());
        assertThat(open().tags()).containsExactly(Tag.of("theirs"));
        assertThat(files()).containsExactly("archive.tar");
    }

    @Test
    void an_archive_behind_a_link_is_written_at_the_links_target() throws Exception {
        try (OciArchiveRepository archive = open()) {
            put(archive, "v1", Samples.text("one"));
        }
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        try (OciArchiveRepository archive = open(link)) {
            put(archive, "v2", Samples.text("two"));
        }
        assertThat(link).isSymbolicLink();
        assertThat(open().tags()).containsExactly(Tag.of("v1"), Tag.of("v2"));
    }

    @Test
    void an_archive_keeps_its_permissions_when_more_is_written() throws Exception {
        try (OciArchiveRepository archive = open()) {
            put(archive, "v1", Samples.text("one"));
        }
        Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rw-------");
        Files.setPosixFilePermissions(file, mine);

        try (OciArchiveRepository archive = open()) {
            put(archive, "v2", Samples.text("two"));
        }

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(mine);
    }

    @Test
    void old_files_of_killed_writers_are_removed() throws Exception {
        Path old = Files.createFile(folder.resolve(".archive.tar.0123456789abcdef.tmp"));
        Path young = Files.createFile(folder.resolve(".archive.tar.fedcba9876543210.tmp"));
        Path other = Files.createFile(folder.resolve(".archive.tar.notes.tmp"));
        Path foreign = Files.createFile(folder.resolve(".archive.tar.0123456789abcdef.bak"));
        Path another = Files.createFile(folder.resolve(".another.tar.0123456789abcdef.tmp"));
        for (Path file : List.of(old, other, foreign, another)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        }
        try (OciArchiveRepository archive = open()) {
            put(archive, "v1", Samples.text("one"));
        }
        assertThat(files())
                .containsExactlyInAnyOrder(
                        young.getFileName().toString(),
                        other.getFileName().toString(),
                        foreign.getFileName().toString(),
                        another.getFileName().toString(),
                        "archive.tar");
    }

    @Test
    void a_reader_sees_the_current_archive() {
        OciArchiveRepository reader = open();
        try (OciArchiveRepository writer = open()) {
            put(writer, "v1", Samples.text("one"));
        }
        assertThat(reader.tags()).containsExactly(Tag.of("v1"));
        try (OciArchiveRepository writer = open()) {
            put(writer, "v2", Samples.text("two"));
        }
        assertThat(reader.tags()).containsExactly(Tag.of("v1"), Tag.of("v2"));
    }

    @Test
    void an_interrupted_writer_does_not_break_the_others() throws Exception {
        OciArchiveRepository archive = open();
        byte[] layer = Samples.random(1, 50_000);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Samples.blob(archive, layer)).isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();

        put(archive, "v1", layer);
        archive.close();

        assertThat(open().verify().findings()).isEmpty();
    }

    @Test
    void an_archive_compressed_with_gzip_is_read() throws Exception {
        requireReadable(GZIPOutputStream::new);
    }

    @Test
    void an_archive_compressed_with_zstd_is_read() throws Exception {
        requireReadable(ZstdOutputStream::new);
    }

    private interface Compressor {
        OutputStream over(OutputStream out) throws IOException;
    }

    private void requireReadable(Compressor compressor) throws Exception {
        ImageManifest manifest;
        try (OciArchiveRepository archive = open()) {
            manifest = put(archive, "v1", Samples.random(1, 300_000));
        }
        Path compressed = folder.resolve("compressed");
        compress(compressor, compressed);
        Path spool = Files.createDirectory(folder.resolve("spool"));
        OciArchiveRepository archive = OciArchiveRepository.at(
                compressed, LayoutOptions.builder().spoolDirectory(spool).build());
        assertThat(archive.manifest(Tag.of("v1"))).contains(manifest);
        assertThat(archive.verify().findings()).isEmpty();
        assertThatThrownBy(() -> Samples.blob(archive, Samples.text("more"))).isInstanceOf(UnsupportedException.class);
        archive.close();
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void a_compressed_archive_that_is_replaced_leaves_no_temporary_file() throws Exception {
        Path spool = Files.createDirectory(folder.resolve("spool"));
        Path compressed = folder.resolve("compressed");
        try (OciArchiveRepository reader = OciArchiveRepository.at(
                compressed, LayoutOptions.builder().spoolDirectory(spool).build())) {
            for (String tag : List.of("v1", "v2")) {
                try (OciArchiveRepository archive = open()) {
                    put(archive, tag, Samples.text(tag));
                }
                compress(GZIPOutputStream::new, compressed);

                assertThat(reader.tags()).contains(Tag.of(tag));
                assertThat(spool.toFile().list()).hasSize(1);
            }
        }
        assertThat(spool).isEmptyDirectory();
    }

    private void compress(Compressor compressor, Path to) throws IOException {
        try (OutputStream out = compressor.over(Files.newOutputStream(to))) {
            Files.copy(file, out);
        }
    }

    @Test
    void blobs_can_be_replaced_unless_the_archive_is_read_only() throws Exception {
        assertThat(open().canReplace()).isTrue();
        try (OciArchiveRepository archive = open()) {
            put(archive, "v1", Samples.text("one"));
            assertThat(archive.canReplace()).isTrue();
        }
        assertThat(open().canReplace()).isTrue();
        Path compressed = folder.resolve("compressed");
        compress(GZIPOutputStream::new, compressed);
        try (OciArchiveRepository opened = open(compressed)) {
            assertThat(opened.canReplace()).isFalse();
        }
        Path broken = Files.write(folder.resolve("broken"), Samples.text("no archive"));
        assertThat(open(broken).canReplace()).isFalse();
    }

    @Test
    void an_interrupt_at_the_start_leaves_nothing_behind() throws IOException {
        byte[] bytes = Samples.text("one");
        try (OciArchiveRepository archive = open()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> archive.write(Descriptor.of("text/plain", bytes), Content.of(bytes)))
                    .isInstanceOf(CancelledException.class);
        } finally {
            Thread.interrupted();
        }
        assertThat(files()).isEmpty();
    }
}
