package dev.portolan.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.auth.CredentialChain;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.auth.DockerConfig;
import dev.portolan.auth.StaticCredentials;
import dev.portolan.cache.MemoryTagCache;
import dev.portolan.content.ByteRange;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.cache.DiskContentCache;
import dev.portolan.fs.layout.LayoutRepository;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.fs.unpack.Unpacker;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RegistriesFile;
import dev.portolan.http.config.Tls;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Manifest;
import dev.portolan.model.Platform;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.CredentialSource;
import dev.portolan.port.Repository;
import dev.portolan.port.TransferListener;
import dev.portolan.port.Transport;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.tls.CertificateAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of docs/cookbook.md; {@link GuideTextTest} compares them. */
class CookbookTest {
    private final InMemoryTransport registries = InMemoryTransport.asRegistry();
    private final OciClient client = OciClient.of(registries, LayoutTransport.create(), OciArchiveTransport.create());

    @TempDir
    Path temp;

    private Path dir;
    private Path out;

    @BeforeEach
    void a_site_is_published() throws IOException {
        out = temp.resolve("out");
        dir = Files.createDirectory(temp.resolve("site"));
        Files.writeString(dir.resolve("index.html"), "<h1>Ahoy</h1>\n");
        Files.writeString(temp.resolve("notes.md"), "# Notes\n");
        pushes_files_and_directories();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private void pushes_files_and_directories() {
        Path notes = temp.resolve("notes.md");
        byte[] settings = "{}".getBytes(StandardCharsets.UTF_8);

        Artifact site = Artifact.builder()
                .type("application/vnd.example.site.v1")
                .config("application/vnd.example.site.config.v1+json", settings)
                .layer(Pack.directory(dir).withTitle("site").excluding("*.tmp"))
                .layer(Pack.file(notes, "text/markdown"))
                .annotation(Annotations.CREATED, Instant.now().toString())
                .build();
        CopyResult pushed = client.push("ghcr.io/team/site:v1", site, "v1.0", "latest");
        System.out.println(pushed.root().digest());

        assertThat(pushed.tags()).hasSize(3);
    }

    @Test
    void pulls_into_a_directory() {
        try (DirectoryTarget target = DirectoryTarget.into(out)) {
            client.pull("ghcr.io/team/site:v1", target);
            target.written().forEach(System.out::println);
        }

        assertThat(out.resolve("site/index.html")).hasContent("<h1>Ahoy</h1>\n");

        DirectoryTarget again = DirectoryTarget.into(out, Unpacker.create().withOverwrite(true));
        again.close();
    }

    @Test
    void inspects_before_it_pulls() throws IOException {
        Path settingsFile = temp.resolve("settings.json");

        try (StoredArtifact site = client.at("ghcr.io/team/site:v1").artifact()) {
            Files.write(settingsFile, site.config());
            Descriptor notes = site.layer("notes.md").orElseThrow();
            try (InputStream text = site.open(notes)) {
                text.transferTo(System.out);
            }
        }

        assertThat(settingsFile).hasContent("{}");
    }

    @Test
    void attaches_and_lists_referrers() {
        Artifact sbom = Artifact.builder()
                .type("application/spdx+json")
                .layer(Pack.file(temp.resolve("notes.md")))
                .build();
        client.at("ghcr.io/team/site:v1").attach(sbom);

        List<Descriptor> sboms = client.at("ghcr.io/team/site:v1").referrers("application/spdx+json");

        assertThat(sboms).hasSize(1);
    }

    @Test
    void copies_one_platform_with_its_signatures() {
        Descriptor site = client.at("ghcr.io/team/site:v1").resolve();
        try (Repository repository = client.open("ghcr.io/team/site")) {
            Manifest index = ImageIndex.builder()
                    .manifest(site.withPlatform(Platform.parse("linux/arm64")))
                    .build();
            repository.put(Tag.of("all"), index);
        }

        CopyOptions arm =
                CopyOptions.builder().platform("linux/arm64").referrers(true).build();
        client.at("ghcr.io/team/site:all").with(arm).copyTo("registry.inside/team/site:v1");
        client.at("ghcr.io/team/site").copyAllTagsTo("registry.inside/team/mirror");

        assertThat(client.at("registry.inside/team/site:v1").resolve().digest()).isEqualTo(site.digest());
        assertThat(client.at("registry.inside/team/mirror").tags()).hasSize(4);
    }

    @Test
    void exports_and_imports_one_tar() {
        Path tar = temp.resolve("site.tar");

        client.copy("ghcr.io/team/site:v1", "oci-archive:" + tar + ":v1");
        client.copy("oci-archive:" + tar + ":v1", "registry.inside/team/site:v1");

        assertThat(client.at("registry.inside/team/site:v1").exists()).isTrue();
    }

    @Test
    void exports_what_the_other_side_lacks() {
        Path there = temp.resolve("there");
        Path tar = temp.resolve("delta.tar");
        client.copy("ghcr.io/team/site:v1", "oci-layout:" + there + ":v1");
        client.push(
                "ghcr.io/team/site:v2",
                Artifact.builder().layer(Pack.directory(dir)).build());

        CopyOptions delta = CopyOptions.builder()
                .missingFrom(Reference.parse("oci-layout:" + there))
                .build();
        client.at("ghcr.io/team/site:v2").with(delta).copyTo("oci-archive:" + tar + ":v2");
        client.copy("oci-archive:" + tar + ":v2", "oci-layout:" + there + ":v2");

        assertThat(client.at("oci-layout:" + there + ":v2").exists()).isTrue();
    }

    @Test
    void lists_tags_lazily() {
        try (Repository repository = client.open("ghcr.io/team/site");
                Stream<Tag> tags = repository.tags()) {
            tags.limit(10).forEach(System.out::println);
        }
    }

    @Test
    void reads_a_part_of_a_blob() throws IOException {
        Descriptor notes =
                client.at("ghcr.io/team/site:v1").manifest().children().get(2);
        byte[] bytes;

        try (Repository repository = client.open("ghcr.io/team/site");
                InputStream part = repository.open(notes, new ByteRange(2, 5))) {
            bytes = part.readAllBytes();
        }

        assertThat(bytes).asString().isEqualTo("Notes");
    }

    @Test
    void finds_credentials() {
        Path file = temp.resolve("config.json");
        String password = "anchor";

        CredentialSource asTheUser = DefaultCredentials.create(); // environment, Docker, Podman, their helpers
        CredentialSource ofAFile = DockerConfig.of(file);
        CredentialSource robot = StaticCredentials.password("ghcr.io", "robot", password);

        Transport http = HttpTransport.builder()
                .credentials(CredentialChain.of(robot, ofAFile, asTheUser))
                .build();
        http.close();

        assertThat(robot.credential("ghcr.io", "team/site")).isPresent();
    }

    @Test
    void configures_hosts() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create();
        Path caFile = Files.writeString(temp.resolve("ca.pem"), authority.pem());
        Path registriesFile = Files.writeString(temp.resolve("registries.json"), "{}");

        HostConfig inside = HostConfig.builder()
                .tls(Tls.builder().trustAlso(Files.readAllBytes(caFile)).build())
                .mirror("mirror.inside/cache")
                .proxy("proxy.inside", 3128)
                .responseTimeout(Duration.ofMinutes(5))
                .build();
        Transport http = HttpTransport.builder()
                .registries(RegistriesFile.read(registriesFile))
                .host("registry.inside", inside)
                .build();

        assertThat(http.schemes()).contains(Reference.REGISTRY);
        http.close();
    }

    @Test
    void shows_progress() {
        AtomicLong moved = new AtomicLong();
        TransferListener progress = new TransferListener() {
            @Override
            public void moved(Descriptor content, long bytes) {
                System.out.printf("%d bytes%n", moved.addAndGet(bytes));
            }
        };
        CopyOptions watched = CopyOptions.builder().listener(progress).build();
        client.at("ghcr.io/team/site:v1").with(watched).copyTo("registry.inside/team/site:v1");

        assertThat(moved.get()).isPositive();
    }

    @Test
    void stops_when_it_is_cancelled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Throwable> end = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (RegistryServer registry = RegistryServer.builder()
                        .fault(Fault.stall(1, Duration.ofMinutes(1))
                                .method("GET")
                                .path("*/blobs/*"))
                        .start();
                OciClient slow = OciClient.of(HttpTransport.create(), InMemoryTransport.create())) {
            String from = registry.host() + "/demo/letter:v1";
            new Publisher(slow).publish(from, "Dear reader,");
            CopyOptions noticed = CopyOptions.builder()
                    .listener(new TransferListener() {
                        @Override
                        public void started(Descriptor content) {
                            begun.countDown();
                        }
                    })
                    .build();
            Runnable work = () -> {
                try {
                    slow.at(from).with(noticed).copyTo("memory:letter:v1");
                } catch (CancelledException e) {
                    end.set(e);
                }
                ended.countDown();
            };

            Future<?> copy = threads.submit(work);
            begun.await();
            copy.cancel(true); // the thread is interrupted, and the copy ends with a CancelledException

            ended.await();
            assertThat(end.get()).isInstanceOf(CancelledException.class);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void handles_each_kind_of_failure() {
        String reference = "ghcr.io/team/nothing:v1";
        try {
            client.at(reference).resolve();
        } catch (NotFoundException e) {
            System.err.println("publish it first: " + e.getMessage());
        } catch (UnauthenticatedException | DeniedException e) {
            System.err.println("log in to " + e.where().orElse("the registry"));
        } catch (OciException e) {
            System.err.println(e.retryable() ? "try again later" : e.getMessage());
        }

        assertThatThrownBy(() -> client.at(reference).resolve()).isInstanceOf(NotFoundException.class);
    }

    @Test
    void reads_from_caches() {
        OciClient cached = OciClient.builder()
                .transport(HttpTransport.create())
                .contentCache(DiskContentCache.in(temp.resolve("cache"), 1L << 30))
                .tagCache(new MemoryTagCache(Duration.ofMinutes(1)))
                .build();
        CopyOptions newest = CopyOptions.builder().skipCaches(true).build();

        assertThat(newest.skipCaches()).isTrue();
        cached.close();
    }

    @Test
    void needs_only_the_modules_that_it_uses() {
        Path layout = temp.resolve("carried");

        try (LayoutRepository carried = LayoutRepository.at(layout)) {
            Descriptor blob = carried.write("text/plain", () -> Files.newInputStream(dir.resolve("index.html")));
            System.out.println(blob);
            System.out.println(carried.verify().good());
        }
    }

    static // opens shelves
    final class Shelves implements Transport {
        private final Map<String, Repository> shelves = new ConcurrentHashMap<>();

        @Override
        public Set<String> schemes() {
            return Set.of("shelf");
        }

        @Override
        public Repository open(Reference reference) {
            return shelves.computeIfAbsent(reference.name(), Shelf::new);
        }

        @Override
        public void close() {}
    }

    @Test
    void moves_content_through_an_adapter_of_your_own() {
        try (OciClient client = OciClient.of(InMemoryTransport.asRegistry(), new Shelves())) {
            Reference shelf = Reference.of("shelf", "top").withTag(Tag.of("v1"));
            Artifact letter = Artifact.builder()
                    .file("letter.txt", "text/plain", "Dear reader,".getBytes(StandardCharsets.UTF_8))
                    .build();
            client.at(shelf).push(letter);

            client.at(shelf).copyTo("ghcr.io/team/letter:v1");

            assertThat(client.at("ghcr.io/team/letter:v1").exists()).isTrue();
        }
    }

    @Nested
    class ShelfTest {
        @Test
        void what_is_damaged_is_refused() {
            Shelf shelf = new Shelf("shelf:top");
            Descriptor blob = Descriptor.of("text/plain", "a".getBytes(StandardCharsets.UTF_8));

            assertThatThrownBy(() -> shelf.write(blob, () -> InputStream.nullInputStream()))
                    .isInstanceOf(ContentMismatchException.class);
            assertThat(shelf.stat(blob.digest())).isEmpty();
        }
    }
}
