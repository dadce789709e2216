package dev.portolan.registry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that would exhaust a server's memory or threads. */
class ExhaustionTest {
    private static final String UPLOADS = "/v2/demo/tree/blobs/uploads/";

    @TempDir
    Path spool;

    private static String begin(Http http) {
        return Http.header(http.send("POST", UPLOADS), "Location");
    }

    @Test
    void uploads_that_are_never_finished_do_not_fill_the_memory() throws IOException {
        try (RegistryServer server =
                RegistryServer.builder().spoolDirectory(spool).start()) {
            Http http = new Http(server);
            byte[] chunk = new byte[1 << 20];

            for (int i = 0; i < 24; i++) {
                http.send("PATCH", begin(http), chunk);
            }

            try (Stream<Path> files = Files.list(spool)) {
                assertThat(files).as("those of 24 that found no room in 16 MiB").hasSize(8);
            }
        }
    }

    @Test
    void finished_uploads_free_their_memory() throws IOException {
        try (RegistryServer server =
                RegistryServer.builder().spoolDirectory(spool).start()) {
            Http http = new Http(server);
            byte[] chunk = new byte[1 << 20];

            for (int i = 0; i < 24; i++) {
                String upload = begin(http);
                http.send("PATCH", upload, chunk);
                http.send("DELETE", upload);
            }
            http.send("PATCH", begin(http), chunk);

            try (Stream<Path> files = Files.list(spool)) {
                assertThat(files).isEmpty();
            }
        }
    }

    @Test
    void above_the_limit_the_longest_idle_upload_is_dropped() {
        try (RegistryServer server = RegistryServer.start()) {
            Http http = new Http(server);
            String first = begin(http);
            String second = begin(http);
            for (int i = 0; i < 998; i++) {
                begin(http);
            }
            http.send("PATCH", first, new byte[1]);

            String last = begin(http);

            assertThat(http.get(first).statusCode()).isEqualTo(204);
            assertThat(http.get(last).statusCode()).isEqualTo(204);
            assertThat(http.get(second).statusCode()).isEqualTo(404);
        }
    }

    @Test
    @Timeout(60)
    void a_connection_without_a_free_thread_is_closed_and_the_next_is_served() {
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicBoolean full = new AtomicBoolean(true);
        try (RegistryServer server = RegistryServer.builder()
                .executor(task -> {
                    if (full.getAndSet(false)) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    threads.execute(task);
                })
                .start()) {
            Http http = new Http(server);

            assertThatThrownBy(() -> http.attempt("PATCH", "/v2/", new byte[0])).isInstanceOf(IOException.class);
            assertThat(http.get("/v2/").statusCode()).isEqualTo(200);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void requests_alone_create_no_repository() {
        try (RegistryServer server = RegistryServer.start()) {
            Http http = new Http(server);
            for (int i = 0; i < 50; i++) {
                String name = "/v2/asked/for-" + i;
                http.get(name + "/manifests/latest");
                http.get(name + "/tags/list");
                http.get(name + "/blobs/sha256:" + "0".repeat(64));
                http.get(name + "/referrers/sha256:" + "0".repeat(64));
                http.send("PUT", name + "/manifests/latest", "{}".getBytes(StandardCharsets.UTF_8));
                String upload = Http.header(http.send("POST", name + "/blobs/uploads/"), "Location");
                http.send("PUT", upload + "?digest=sha256:" + "0".repeat(64), new byte[1]);
            }

            assertThat(server.repositoriesHeld()).isZero();
        }
    }

    @Test
    void slowly_sent_manifests_do_not_fill_the_memory() throws Exception {
        try (RegistryServer server =
                RegistryServer.builder().spoolDirectory(spool).start()) {
            List<Socket> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 24; i++) {
                    Socket client = new Socket("localhost", server.port());
                    clients.add(client);
                    client.getOutputStream()
                            .write(("PUT /v2/demo/tree/manifests/t" + i
                                            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2097152\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                    client.getOutputStream().write(new byte[(2 << 20) - 1]);
                    client.getOutputStream().flush();
                }

                awaitFiles(24);
            } finally {
                for (Socket client : clients) {
                    client.close();
                }
            }
            awaitFiles(0);
        }
    }

    /** Waits until the server keeps this many bodies on disk. */
    private void awaitFiles(int count) throws IOException, InterruptedException {
        try (WatchService watch = spool.getFileSystem().newWatchService()) {
            spool.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
            while (files() != count) {
                WatchKey key = watch.poll(30, TimeUnit.SECONDS);
                assertThat(key).as("%d of %d files", files(), count).isNotNull();
                key.pollEvents();
                key.reset();
            }
        }
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.count();
        }
    }
}
