package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.StorageException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Layouts that were damaged, or made to do harm: each ends in a typed error, and nothing outside is touched. */
class HostileLayoutsTest {
    private static final Tag V1 = Tag.of("v1");
    private static final LayoutOptions OPTIONS =
            LayoutOptions.builder().maxIndexSize(1 << 20).build();

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** A good layout with one artifact, and a file next to it that must not change. */
    private final class Victim {
        private final Path home;
        private final Path layout;
        private final Path outside;
        private final ImageManifest manifest;

        Victim() throws IOException {
            home = Files.createTempDirectory(folder, "case");
            layout = home.resolve("layout");
            outside = Files.createDirectories(home.resolve("outside"));
            Files.write(outside.resolve("secret"), Samples.text("secret"));
            LayoutRepository good = LayoutRepository.at(layout, OPTIONS);
            manifest = Samples.artifact(good, Samples.random(1, 100_000));
            good.put(V1, manifest);
        }

        Path file(String name) {
            return layout.resolve(name);
        }

        Path blob(Descriptor content) {
            return file("blobs/sha256/" + content.digest().hex());
        }

        Path layer() {
            return blob(manifest.layers().get(0));
        }

        void edit(String name, String from, String to) throws IOException {
            Files.writeString(file(name), Files.readString(file(name)).replace(from, to));
        }

        /** Writes a blob under a digest that it may not have. */
        Descriptor plant(Descriptor content, byte[] bytes) throws IOException {
            Files.write(blob(content), bytes);
            return content;
        }

        void list(Descriptor root) throws IOException {
            Files.write(
                    file("index.json"),
                    IndexJson.empty()
                            .put(Set.of(), new EntryNames("").entry(V1, root))
                            .bytes());
        }

        /** Replaces a file by a link to the file outside. */
        void link(Path file) throws IOException {
            Files.delete(file);
            Files.createSymbolicLink(file, outside.resolve("secret"));
        }

        /** Moves a directory outside and replaces it by a link. */
        void linkDirectory(Path directory) throws IOException {
            Files.move(directory, outside.resolve("moved"));
            Files.createSymbolicLink(directory, outside.resolve("moved"));
        }

        String outsideNow() throws IOException {
            StringBuilder all = new StringBuilder();
            try (Stream<Path> paths = Files.walk(outside)) {
                for (Path path : paths.sorted(Comparator.naturalOrder()).toList()) {
                    all.append(path)
                            .append(Files.getLastModifiedTime(path))
                            .append(Files.isRegularFile(path) ? Files.size(path) : -1)
                            .append('\n');
                }
            }
            return all.toString();
        }
    }

    private interface Damage {
        void to(Victim victim) throws Exception;
    }

    private DynamicTest copying(String name, Class<? extends OciException> expected, Damage damage) {
        return dynamicTest(name, () -> {
            Victim victim = new Victim();
            damage.to(victim);
            String outside = victim.outsideNow();
            LayoutRepository target = LayoutRepository.at(victim.home.resolve("target"), OPTIONS);
            assertThatThrownBy(() -> new CopyEngine(threads)
                            .copy(LayoutRepository.at(victim.layout, OPTIONS), V1, target, V1, CopyOptions.defaults()))
                    .isInstanceOf(expected);
            assertThat(target.resolve(V1)).isEmpty();
            assertThat(victim.outsideNow()).isEqualTo(outside);
        });
    }

    @TestFactory
    Stream<DynamicTest> what_is_damaged_is_not_copied() {
        return Stream.of(
                copying("a layer with a changed byte", ContentMismatchException.class, victim -> {
                    byte[] bytes = Files.readAllBytes(victim.layer());
                    bytes[50_000]++;
                    Files.write(victim.layer(), bytes);
                }),
                copying(
                        "a layer that is too long",
                        ContentMismatchException.class,
                        victim -> Files.write(victim.layer(), new byte[1], StandardOpenOption.APPEND)),
                copying("a layer that is too short", ContentMismatchException.class, victim -> {
                    try (FileChannel channel = FileChannel.open(victim.layer(), StandardOpenOption.WRITE)) {
                        channel.truncate(99_999);
                    }
                }),
                copying("a layer that is missing", NotFoundException.class, victim -> Files.delete(victim.layer())),
                copying("a config that is missing", NotFoundException.class, victim -> {
                    ImageManifest image = ImageManifest.builder()
                            .config(Descriptor.of("a/b", Samples.text("gone")))
                            .build();
                    victim.list(victim.plant(image.descriptor(), image.bytes()));
                }),
                copying(
                        "a manifest that is missing",
                        InvalidArchiveException.class,
                        victim -> Files.delete(victim.blob(victim.manifest.descriptor()))),
                copying("a manifest that an index points to is missing", NotFoundException.class, victim -> {
                    ImageIndex index = ImageIndex.builder()
                            .manifest(Descriptor.of(victim.manifest.mediaType(), Samples.text("gone")))
                            .build();
                    victim.list(victim.plant(index.descriptor(), index.bytes()));
                }),
                copying(
                        "a manifest with other bytes",
                        ContentMismatchException.class,
                        victim -> victim.plant(
                                victim.manifest.descriptor(),
                                ImageManifest.builder().build().bytes())),
                copying(
                        "a manifest of another size than its entry says",
                        ContentMismatchException.class,
                        victim -> victim.edit("index.json", "\"size\":", "\"size\":1")),
                copying(
                        "a manifest that is said to have 8 EiB",
                        ContentMismatchException.class,
                        victim -> victim.list(
                                Descriptor.of(victim.manifest.mediaType(), victim.manifest.digest(), Long.MAX_VALUE))),
                copying("a manifest that is no manifest", InvalidManifestException.class, victim -> {
                    byte[] text = Samples.text("this is no manifest");
                    victim.list(victim.plant(Descriptor.of(victim.manifest.mediaType(), text), text));
                }),
                copying("a manifest that is an index, too", InvalidManifestException.class, victim -> {
                    byte[] both = Samples.text(new String(victim.manifest.bytes(), StandardCharsets.UTF_8)
                            .replaceFirst("\\{", "{\"manifests\":[],"));
                    victim.list(victim.plant(Descriptor.of(victim.manifest.mediaType(), both), both));
                }),
                copying(
                        "a manifest that its entry calls an index",
                        InvalidManifestException.class,
                        victim -> victim.list(
                                victim.manifest.descriptor().withMediaType("application/vnd.oci.image.index.v1+json"))),
                copying("a manifest of five megabytes", InvalidManifestException.class, victim -> {
                    byte[] large = new byte[5 << 20];
                    victim.list(victim.plant(Descriptor.of(victim.manifest.mediaType(), large), large));
                }),
                copying("an index that points to itself", ContentMismatchException.class, victim -> {
                    Descriptor self = Descriptor.of("application/vnd.oci.image.index.v1+json", Samples.text("self"));
                    ImageIndex loop = ImageIndex.builder().manifest(self).build();
                    Descriptor entry = Descriptor.of(self.mediaType(), self.digest(), loop.bytes().length);
                    victim.list(victim.plant(entry, loop.bytes()));
                }));
    }

    @TestFactory
    Stream<DynamicTest> what_is_no_layout_is_not_read() {
        return Stream.of(
                copying(
                        "index.json that is no JSON",
                        InvalidArchiveException.class,
                        victim -> Files.writeString(victim.file("index.json"), "<html>")),
                copying(
                        "index.json that is empty",
                        InvalidArchiveException.class,
                        victim -> Files.write(victim.file("index.json"), new byte[0])),
                copying(
                        "index.json with a key twice",
                        InvalidArchiveException.class,
                        victim -> victim.edit(
                                "index.json", "{\"schemaVersion\":2", "{\"manifests\":[],\"schemaVersion\":2")),
                copying(
                        "index.json nested ten thousand deep",
                        InvalidArchiveException.class,
                        victim -> Files.writeString(victim.file("index.json"), "[".repeat(10_000))),
                copying("index.json of four gigabytes", LimitExceededException.class, victim -> {
                    try (FileChannel channel = FileChannel.open(victim.file("index.json"), StandardOpenOption.WRITE)) {
                        channel.write(ByteBuffer.allocate(1), 4L << 30);
                    }
                }),
                copying(
                        "index.json whose manifests are a number",
                        InvalidArchiveException.class,
                        victim ->
                                Files.writeString(victim.file("index.json"), "{\"schemaVersion\":2,\"manifests\":7}")),
                copying(
                        "index.json of another schema version",
                        InvalidArchiveException.class,
                        victim -> victim.edit("index.json", "\"schemaVersion\":2", "\"schemaVersion\":1")),
                copying(
                        "index.json that is missing",
                        InvalidArchiveException.class,
                        victim -> Files.delete(victim.file("index.json"))),
                copying("index.json that is a directory", InvalidArchiveException.class, victim -> {
                    Files.delete(victim.file("index.json"));
                    Files.createDirectory(victim.file("index.json"));
                }),
                copying(
                        "an entry with a path for a digest",
                        InvalidArchiveException.class,
                        victim -> victim.edit("index.json", "sha256:", "sha256:../../../outside/")),
                copying(
                        "an entry of an unknown algorithm",
                        InvalidArchiveException.class,
                        victim -> victim.edit("index.json", "sha256:", "blake3:")),
                copying(
                        "an entry with a negative size",
                        InvalidArchiveException.class,
                        victim -> victim.edit("index.json", "\"size\":", "\"size\":-")),
                copying("oci-layout that is missing, and the blobs with it", InvalidArchiveException.class, victim -> {
                    Files.delete(victim.file("oci-layout"));
                    Files.move(victim.file("blobs"), victim.file("moved"));
                }),
                copying(
                        "oci-layout of another version",
                        InvalidArchiveException.class,
                        victim -> victim.edit("oci-layout", "1.0.0", "2.0.0")),
                copying(
                        "oci-layout of a megabyte",
                        LimitExceededException.class,
                        victim -> Files.write(victim.file("oci-layout"), new byte[1 << 20])));
    }

    @TestFactory
    Stream<DynamicTest> links_and_special_files_are_not_followed() {
        return Stream.of(
                copying("a link for a layer", InvalidArchiveException.class, victim -> victim.link(victim.layer())),
                copying(
                        "a link for index.json",
                        InvalidArchiveException.class,
                        victim -> victim.link(victim.file("index.json"))),
                copying(
                        "a link for oci-layout",
                        InvalidArchiveException.class,
                        victim -> victim.link(victim.file("oci-layout"))),
                copying(
                        "a link for the folder of blobs",
                        InvalidArchiveException.class,
                        victim -> victim.linkDirectory(victim.file("blobs"))),
                copying(
                        "a link for the folder of an algorithm",
                        InvalidArchiveException.class,
                        victim -> victim.linkDirectory(victim.file("blobs/sha256"))),
                copying("a directory for a layer", InvalidArchiveException.class, victim -> {
                    Files.delete(victim.layer());
                    Files.createDirectory(victim.layer());
                }),
                copying("a pipe for a layer", InvalidArchiveException.class, victim -> {
                    Files.delete(victim.layer());
                    pipe(victim.layer());
                }),
                copying("a pipe for index.json", InvalidArchiveException.class, victim -> {
                    Files.delete(victim.file("index.json"));
                    pipe(victim.file("index.json"));
                }));
    }

    private static void pipe(Path file) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
    }

    private DynamicTest writing(String name, Class<? extends OciException> expected, Damage damage) {
        return dynamicTest(name, () -> {
            Victim victim = new Victim();
            damage.to(victim);
            String outside = victim.outsideNow();
            assertThatThrownBy(() -> {
                        LayoutRepository layout = LayoutRepository.at(victim.layout, OPTIONS);
                        layout.put(Tag.of("v2"), Samples.artifact(layout, Samples.text("more")));
                    })
                    .isInstanceOf(expected);
            assertThat(victim.outsideNow()).isEqualTo(outside);
        });
    }

    @TestFactory
    Stream<DynamicTest> nothing_is_written_through_links() {
        return Stream.of(
                writing(
                        "a link for the folder of blobs",
                        InvalidArchiveException.class,
                        victim -> victim.linkDirectory(victim.file("blobs"))),
                writing(
                        "a link for the folder of an algorithm",
                        InvalidArchiveException.class,
                        victim -> victim.linkDirectory(victim.file("blobs/sha256"))),
                writing(
                        "a link for the folder of unfinished files",
                        InvalidArchiveException.class,
                        victim -> victim.linkDirectory(victim.file("ingest"))),
                writing(
                        "a link for the lock",
                        StorageException.class,
                        victim -> victim.link(victim.file("ingest/lock"))));
    }

    @Test
    void a_layout_that_lost_its_index_gets_no_empty_one() throws Exception {
        Victim victim = new Victim();
        Files.delete(victim.file("index.json"));
        LayoutRepository layout = LayoutRepository.at(victim.layout, OPTIONS);

        assertThatThrownBy(() -> Samples.blob(layout, Samples.text("more")))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("index.json is missing");
        assertThat(victim.file("index.json")).doesNotExist();
    }

    @Test
    void a_chain_of_a_thousand_indexes_is_followed_to_its_end() throws Exception {
        Victim victim = new Victim();
        Descriptor inner = victim.manifest.descriptor();
        for (int i = 0; i < 1000; i++) {
            ImageIndex outer = ImageIndex.builder().manifest(inner).build();
            inner = victim.plant(outer.descriptor(), outer.bytes());
        }
        victim.list(inner);
        LayoutRepository layout = LayoutRepository.at(victim.layout, OPTIONS);

        assertThat(layout.verify().manifests()).isEqualTo(1001);
        assertThat(layout.referrers(victim.manifest.digest())).isEmpty();
    }
}
