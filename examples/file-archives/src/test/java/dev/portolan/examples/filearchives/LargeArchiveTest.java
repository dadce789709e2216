package dev.portolan.examples.filearchives;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.archive.ArchiveEntry;
import dev.portolan.archive.ArchiveManifest;
import dev.portolan.archive.ExtractOptions;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.cache.MemoryContentCache;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.peer.DockerRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a large archive costs over HTTP. {@code -Dportolan.archive.mib=400} makes it ten times as large. */
class LargeArchiveTest {
    private static final int MIB = Integer.getInteger("portolan.archive.mib", 40);
    private static final int PAGES = 256;
    private static final int PAGE_SIZE = 13_000;
    private static final int OVERHEAD = 20_000;

    @Nested
    class OnTheEmbeddedRegistry extends Costs {
        @Override
        AutoCloseable start(Path directory) {
            RegistryServer registry = RegistryServer.builder()
                    .transport(LayoutTransport.create())
                    .layouts(directory)
                    .start();
            host = registry.host();
            return registry;
        }
    }

    @Nested
    class OnDockerRegistry extends Costs {
        @Override
        AutoCloseable start(Path directory) {
            DockerRegistry registry = DockerRegistry.start();
            host = registry.host();
            return registry;
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Costs {
        String host = "";
        private final Requests requests = new Requests();
        private final OciClient client =
                OciClient.of(HttpTransport.builder().listener(requests).build());
        private final OciClient cachingClient = requests.cachingClient();
        private AutoCloseable registry = () -> {};
        private String reference = "";
        private ArchiveManifest manifest;

        /** Starts the registry, and says its host. */
        abstract AutoCloseable start(Path directory);

        @BeforeAll
        void push(@TempDir Path temporary) throws IOException {
            registry = start(temporary.resolve("registry"));
            reference = host + "/myorg/large:v1";
            try (FileArchives archives = FileArchives.of(client);
                    PackedArchive packed = ArchivePacker.builder()
                            .build()
                            .pack(tree(temporary.resolve("source")), temporary.resolve("packed"))) {
                archives.push(reference, packed);
                manifest = archives.fetch(reference);
            }
            assertThat(manifest.data().size()).isGreaterThan(MIB * (1L << 20));
        }

        @BeforeEach
        void forget_the_requests() {
            requests.take();
        }

        @AfterAll
        void close() throws Exception {
            cachingClient.close();
            client.close();
            registry.close();
        }

        @Test
        void a_file_costs_three_requests_and_little_more_than_the_index_and_its_bytes() {
            try (FileArchives archives = FileArchives.of(client);
                    FileArchive archive = archives.pull(reference)) {
                assertThat(archive.read("docs/page-100.txt")).hasSize(PAGE_SIZE);
            }
            assertThat(requests.received()).isLessThan(manifest.index().size() + PAGE_SIZE + OVERHEAD);
            assertThat(requests.take()).hasSize(3);
        }

        @Test
        void with_a_cached_index_a_file_costs_one_request_and_with_cached_content_none() {
            try (FileArchives archives = cached()) {
                readPage(archives, 1);
                requests.take();

                readPage(archives, 2);
                assertThat(requests.received()).isEqualTo(PAGE_SIZE);
                assertThat(requests.take()).hasSize(1);

                readPage(archives, 2);
                assertThat(requests.received()).isZero();
                assertThat(requests.take()).isEmpty();
            }
        }

        @Test
        void a_directory_of_256_files_costs_one_range_of_their_bytes(@TempDir Path out) {
            try (FileArchives archives = FileArchives.of(client);
                    FileArchive archive = archives.pull(reference)) {
                requests.take();

                archive.extract("docs", out.resolve("docs"), ExtractOptions.defaults());

                assertThat(requests.received()).isEqualTo(PAGES * (long) PAGE_SIZE);
                assertThat(requests.take()).hasSize(1);
            }
            assertThat(out.resolve("docs/docs")).isDirectoryContaining("glob:**/page-255.txt");
        }

        @Test
        void all_of_it_is_extracted_in_a_small_heap(@TempDir Path out) throws Exception {
            long bytes = MIB * (1L << 20) + PAGES * (long) PAGE_SIZE;

            assertThat(ExtractProcess.run("32m", reference, out.resolve("all")))
                    .isEqualTo(MIB + PAGES + " files, " + bytes + " bytes");
        }

        @Test
        void listing_files_costs_no_request_after_the_pull() {
            try (FileArchives archives = FileArchives.of(client);
                    FileArchive archive = archives.pull(reference)) {
                requests.take();

                assertThat(archive.walk().filter(ArchiveEntry::isDirectory)).hasSize(2);
                assertThat(archive.list("docs")).hasSize(PAGES);
                assertThat(archive.exists("bulk/part-000.bin")).isTrue();

                assertThat(requests.take()).isEmpty();
            }
        }

        private void readPage(FileArchives archives, int page) {
            try (FileArchive archive = archives.pull(reference)) {
                assertThat(archive.read(page(page))).hasSize(PAGE_SIZE);
            }
        }

        private FileArchives cached() {
            return FileArchives.builder(cachingClient::open)
                    .contentCache(new MemoryContentCache(8 << 20))
                    .build();
        }
    }

    private static String page(int number) {
        return String.format("docs/page-%03d.txt", number);
    }

    /** Small files in one directory, large ones in another; no two are the same. */
    private static Path tree(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("docs"));
        Files.createDirectories(directory.resolve("bulk"));
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        for (int i = 0; i < MIB; i++) {
            Files.write(directory.resolve(String.format("bulk/part-%03d.bin", i)), numbered(noise, i));
        }
        for (int i = 0; i < PAGES; i++) {
            byte[] page = new byte[PAGE_SIZE];
            System.arraycopy(numbered(noise, i), 0, page, 0, PAGE_SIZE);
            Files.write(directory.resolve(page(i)), page);
        }
        return directory;
    }

    private static byte[] numbered(byte[] noise, int number) {
        ByteBuffer.wrap(noise).putInt(0, number);
        return noise;
    }
}
