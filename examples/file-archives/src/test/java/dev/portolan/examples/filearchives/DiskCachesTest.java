package dev.portolan.examples.filearchives;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.auth.AnonymousCredentials;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches in a directory, which outlive the client that filled them. */
class DiskCachesTest {
    private final RegistryServer registry = RegistryServer.start();
    private final OciClient client = OciClient.of(HttpTransport.create());
    private final String reference = registry.host() + "/myorg/myarchive:v1.0.0";

    @TempDir
    Path temp;

    private Path source;
    private Path cache;

    @BeforeEach
    void an_archive_that_nobody_has_read() throws IOException {
        source = Main.sample(temp.resolve("src"));
        cache = temp.resolve("cache");
        try (FileArchives archives = FileArchives.of(client)) {
            new Archives(archives).push(source, reference);
        }
        registry.requests().clear();
    }

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    private String read(String reference, String file) {
        try (OciClient cached = Clients.withCaches(AnonymousCredentials.create(), cache);
                FileArchives archives = Main.withCache(cached, cache)) {
            return new Archives(archives).read(reference, file);
        }
    }

    private long requests() {
        long count = registry.requests().count();
        registry.requests().clear();
        return count;
    }

    @Test
    void another_client_finds_cached_content() {
        read(reference, "main.txt");
        assertThat(requests()).isEqualTo(3);

        assertThat(read(reference, "main.txt")).isEqualTo("the main file\n");
        assertThat(requests()).isZero();

        read(reference, "config.json");
        assertThat(requests()).isEqualTo(1);
    }

    @Test
    void corrupt_entries_are_dropped_and_fetched_again() throws IOException {
        read(reference, "main.txt");
        requests();
        for (String kind : new String[] {"blobs", "contents"}) {
            corrupt(cache.resolve(kind));
        }

        assertThat(read(reference, "main.txt")).isEqualTo("the main file\n");
        assertThat(requests()).isEqualTo(3);

        read(reference, "main.txt");
        assertThat(requests()).isZero();
    }

    private static void corrupt(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> kept = files.filter(file -> file.getFileName().toString().matches("[0-9a-f]{64}"))
                    .toList();
            assertThat(kept).isNotEmpty();
            for (Path file : kept) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
    }

    @Test
    void archives_share_equal_files() throws IOException {
        read(reference, "main.txt");
        String next = reference.replace("v1.0.0", "v2.0.0");
        Files.writeString(source.resolve("config.json"), "{\"name\": \"changed\"}\n");
        try (FileArchives archives = FileArchives.of(client)) {
            new Archives(archives).push(source, next);
        }
        requests();

        assertThat(read(next, "main.txt")).isEqualTo("the main file\n");

        assertThat(requests()).isEqualTo(2);
    }

    @Test
    void concurrent_readers_fetch_the_same_file_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (FileArchives archives = Main.withCache(client, cache);
                FileArchive archive = archives.pull(reference)) {
            requests();
            List<Future<String>> readers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                readers.add(threads.submit(() -> archive.readString("main.txt")));
            }

            for (Future<String> reader : readers) {
                assertThat(reader.get()).isEqualTo("the main file\n");
            }
            assertThat(requests()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
