package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.github.luben.zstd.Zstd;
import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.fs.Samples;
import dev.portolan.fs.tar.RawTar;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Archives that were damaged, or made to do harm: each ends in a typed error, and nothing outside is touched. */
class HostileArchivesTest {
    private static final Tag V1 = Tag.of("v1");
    private static final byte[] LAYER = Samples.random(1, 20_000);
    private static final Descriptor LAYER_BLOB = Descriptor.of(MediaTypes.OCTET_STREAM, LAYER);
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().layer(LAYER_BLOB).build();
    private static final byte[] INDEX = IndexJson.empty()
            .put(Set.of(), new EntryNames("").entry(V1, MANIFEST.descriptor()))
            .bytes();

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static RawTar layoutFile() {
        return new RawTar().file("oci-layout", LayoutFiles.LAYOUT);
    }

    private static RawTar blobs(RawTar tar) {
        Descriptor empty = Descriptor.empty();
        return tar.file(name(empty), Samples.text("{}"))
                .file(name(LAYER_BLOB), LAYER)
                .file(name(MANIFEST.descriptor()), MANIFEST.bytes());
    }

    private static String name(Descriptor content) {
        return ArchiveSnapshot.blobName(content.digest());
    }

    private static RawTar good() {
        return blobs(layoutFile()).file("index.json", INDEX);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private DynamicTest copying(String name, Class<? extends OciException> expected, Supplier<byte[]> archive) {
        return dynamicTest(name, () -> {
            Path home = Files.createTempDirectory(folder, "case");
            Path file = Files.write(home.resolve("archive.tar"), archive.get());
            Path spool = Files.createDirectory(home.resolve("spool"));
            LayoutOptions options = LayoutOptions.builder()
                    .maxEntries(1000)
                    .spoolDirectory(spool)
                    .build();
            LayoutRepository target = LayoutRepository.at(home.resolve("target"), options);
            try (OciArchiveRepository source = OciArchiveRepository.at(file, options)) {
                assertThatThrownBy(() -> new CopyEngine(threads).copy(source, V1, target, V1, CopyOptions.defaults()))
                        .isInstanceOf(expected);
            }
            assertThat(target.resolve(V1)).isEmpty();
            assertThat(spool).isEmptyDirectory();
            assertThat(file).hasBinaryContent(archive.get());
            try (Stream<Path> files = Files.list(home)) {
                assertThat(files.map(path -> path.getFileName().toString()))
                        .isSubsetOf("archive.tar", "spool", "target");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> what_is_no_archive_is_not_read() {
        return Stream.of(
                copying("an empty file", InvalidArchiveException.class, () -> new byte[0]),
                copying("zeros", InvalidArchiveException.class, () -> new byte[10_240]),
                copying("random bytes", InvalidArchiveException.class, () -> Samples.random(4, 20_000)),
                copying("text", InvalidArchiveException.class, () -> Samples.text("not a tar".repeat(1000))),
                copying(
                        "a tar of something else",
                        InvalidArchiveException.class,
                        () -> new RawTar().file("README", Samples.text("hello")).whole()),
                copying(
                        "neither oci-layout nor blobs",
                        InvalidArchiveException.class,
                        () -> new RawTar().file("index.json", INDEX).whole()),
                copying(
                        "no index.json",
                        InvalidArchiveException.class,
                        () -> blobs(layoutFile()).whole()),
                copying(
                        "cut within a header",
                        InvalidArchiveException.class,
                        () -> Arrays.copyOf(good().cut(), 1024 + 300)),
                copying("cut within a blob", InvalidArchiveException.class, () -> Arrays.copyOf(good().cut(), 10_000)),
                copying(
                        "cut before the index",
                        InvalidArchiveException.class,
                        () -> blobs(layoutFile()).cut()),
                copying(
                        "a wrong checksum",
                        InvalidArchiveException.class,
                        () -> layoutFile()
                                .broken("blobs/x", 0, 'X')
                                .file("index.json", INDEX)
                                .whole()));
    }

    @TestFactory
    Stream<DynamicTest> headers_that_lie_are_refused() {
        return Stream.of(
                copying(
                        "a size beyond the end",
                        InvalidArchiveException.class,
                        () -> layoutFile()
                                .entry('0', "huge", Long.MAX_VALUE - 1024, new byte[0])
                                .whole()),
                copying(
                        "a negative size",
                        InvalidArchiveException.class,
                        () -> layoutFile()
                                .size(
                                        "negative",
                                        "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")
                                .whole()),
                copying(
                        "a size that is no number",
                        InvalidArchiveException.class,
                        () -> layoutFile().size("odd", "12x4").whole()),
                copying(
                        "an extended header that is no record",
                        InvalidArchiveException.class,
                        () -> layoutFile()
                                .entry('x', "pax", 10, Samples.text("0123456789"))
                                .whole()),
                copying(
                        "an extended header with a length below zero",
                        InvalidArchiveException.class,
                        () -> layoutFile()
                                .entry('x', "pax", 10, Samples.text("1 path=ab\n"))
                                .whole()),
                copying(
                        "an extended header with a size below zero",
                        InvalidArchiveException.class,
                        () -> layoutFile()
                                .entry('x', "pax", 11, Samples.text("11 size=-1\n"))
                                .entry('0', "a", 0, new byte[0])
                                .whole()),
                copying(
                        "an extended header of two megabytes",
                        LimitExceededException.class,
                        () -> layoutFile()
                                .entry('x', "pax", 2 << 20, new byte[2 << 20])
                                .whole()),
                copying("a thousand and one entries", LimitExceededException.class, () -> {
                    RawTar tar = good();
                    for (int i = 0; i < 1000; i++) {
                        tar.file("more/" + i, new byte[0]);
                    }
                    return tar.whole();
                }));
    }

    @TestFactory
    Stream<DynamicTest> what_is_damaged_is_not_copied() {
        byte[] changed = LAYER.clone();
        changed[7]++;
        return Stream.of(
                copying(
                        "a layer with a changed byte",
                        ContentMismatchException.class,
                        () -> good().file(name(LAYER_BLOB), changed).whole()),
                copying(
                        "a layer that is too short",
                        ContentMismatchException.class,
                        () -> good().file(name(LAYER_BLOB), Arrays.copyOf(LAYER, 19_999))
                                .whole()),
                copying(
                        "a layer that is missing",
                        NotFoundException.class,
                        () -> layoutFile()
                                .file(name(Descriptor.empty()), Samples.text("{}"))
                                .file(name(MANIFEST.descriptor()), MANIFEST.bytes())
                                .file("index.json", INDEX)
                                .whole()),
                copying(
                        "a link for a layer",
                        InvalidArchiveException.class,
                        () -> good().entry('2', name(LAYER_BLOB), 0, new byte[0])
                                .whole()),
                copying(
                        "a hard link for a layer",
                        InvalidArchiveException.class,
                        () -> good().entry('1', name(LAYER_BLOB), 0, new byte[0])
                                .whole()),
                copying(
                        "a link for index.json",
                        InvalidArchiveException.class,
                        () -> good().entry('2', "index.json", 0, new byte[0]).whole()),
                copying(
                        "a sparse layer",
                        InvalidArchiveException.class,
                        () -> good().entry('x', "pax", 22, Samples.text("22 GNU.sparse.major=1\n"))
                                .file(name(LAYER_BLOB), LAYER)
                                .whole()),
                copying(
                        "a list of left out blobs that is none",
                        InvalidArchiveException.class,
                        () -> good().file("portolan-delta.json", Samples.text("[]"))
                                .whole()));
    }

    @TestFactory
    Stream<DynamicTest> what_is_compressed_badly_is_refused() {
        return Stream.of(
                copying("gzip that is cut", InvalidArchiveException.class, () -> {
                    byte[] whole = gzip(good().whole());
                    return Arrays.copyOf(whole, whole.length / 2);
                }),
                copying("gzip with a wrong checksum", InvalidArchiveException.class, () -> {
                    byte[] whole = gzip(good().whole());
                    whole[whole.length - 8]++;
                    return whole;
                }),
                copying("gzip of much too much", LimitExceededException.class, () -> gzip(new byte[80 << 20])),
                copying("zstd that is cut", InvalidArchiveException.class, () -> {
                    byte[] whole = Zstd.compress(good().whole());
                    return Arrays.copyOf(whole, whole.length / 2);
                }),
                copying("zstd of much too much", LimitExceededException.class, () -> Zstd.compress(new byte[80 << 20])),
                copying(
                        "gzip of no tar",
                        InvalidArchiveException.class,
                        () -> gzip(Samples.text("not a tar".repeat(1000)))));
    }

    @Test
    void names_that_leave_the_archive_are_ignored() throws Exception {
        Path file = Files.write(
                folder.resolve("archive.tar"),
                good().file("../../evil", Samples.text("evil"))
                        .file("/evil", Samples.text("evil"))
                        .file("..\\evil", Samples.text("evil"))
                        .file("notes/README", Samples.text("good"))
                        .whole());
        try (OciArchiveRepository archive = OciArchiveRepository.at(file, LayoutOptions.defaults())) {
            archive.put(Tag.of("v2"), Samples.artifact(archive, Samples.text("more")));
        }
        ArchiveSnapshot now =
                ArchiveSnapshot.of(file, "test", LayoutOptions.defaults()).orElseThrow();
        assertThat(now.entries())
                .extracting("name")
                .contains("notes/README")
                .doesNotContain("../../evil", "/evil", "..\\evil");
    }
}
