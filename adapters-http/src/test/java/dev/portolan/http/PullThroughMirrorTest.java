package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Credential;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.peer.DockerRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Mirrors as people run them: docker-registry as a pull-through cache of another registry. */
class PullThroughMirrorTest {
    private static final byte[] CONTENT = content();
    private static final Descriptor LAYER = Descriptor.of("application/octet-stream", CONTENT);
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().config(LAYER).layer(LAYER).build();

    private static byte[] content() {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        return content;
    }

    private static void fill(RegistryServer upstream) {
        try (HttpTransport transport = HttpTransport.create()) {
            Repository repository = transport.open(upstream.reference("demo/tree"));
            repository.write(LAYER, Content.of(CONTENT));
            repository.put(Tag.of("v1"), MANIFEST);
        }
        upstream.requests().clear();
    }

    private static DockerRegistry cacheOf(RegistryServer upstream) {
        return DockerRegistry.start("proxy:\n  remoteurl: http://" + upstream.host() + "\n");
    }

    private static HttpTransport mirrored(RegistryServer upstream, String mirror) {
        return HttpTransport.builder()
                .host(
                        upstream.host(),
                        HostConfig.builder().plainHttp(true).mirror(mirror).build())
                .host(
                        mirror,
                        HostConfig.builder()
                                .plainHttp(true)
                                .responseTimeout(Duration.ofSeconds(20))
                                .build())
                .build();
    }

    private static void pull(HttpTransport transport, Reference reference) {
        Repository repository = transport.open(reference);
        assertThat(repository.manifest(MANIFEST.digest()).map(Manifest::digest)).contains(MANIFEST.digest());
        assertThat(repository.bytes(LAYER)).isEqualTo(CONTENT);
    }

    @Test
    void everything_comes_through_the_cache() {
        try (RegistryServer upstream = RegistryServer.start();
                DockerRegistry cache = cacheOf(upstream);
                HttpTransport transport = mirrored(upstream, cache.host())) {
            fill(upstream);

            pull(transport, upstream.reference("demo/tree"));

            assertThat(upstream.requests().all())
                    .isNotEmpty()
                    .allSatisfy(request ->
                            assertThat(request.header("User-Agent").orElse("")).doesNotContain("portolan"));
        }
    }

    @Test
    void a_cache_that_is_down_costs_one_attempt() {
        try (RegistryServer upstream = RegistryServer.start()) {
            fill(upstream);
            DockerRegistry cache = cacheOf(upstream);
            try (HttpTransport transport = mirrored(upstream, cache.host())) {
                cache.close();

                pull(transport, upstream.reference("demo/tree"));
                pull(transport, upstream.reference("demo/tree"));
            }
        }
    }

    @Test
    void cached_content_is_read_while_the_registry_is_down() {
        RegistryServer upstream = RegistryServer.start();
        try (DockerRegistry cache = cacheOf(upstream);
                HttpTransport transport = mirrored(upstream, cache.host())) {
            fill(upstream);
            Reference reference = upstream.reference("demo/tree");
            pull(transport, reference);
            assertThat(transport.open(reference).manifest(Tag.of("v1"))).isPresent();
            upstream.close();

            assertThat(transport.open(reference).manifest(Tag.of("v1"))).isPresent();
        } finally {
            upstream.close();
        }
    }

    @Test
    void the_second_pull_makes_no_request_upstream() throws IOException {
        try (RegistryServer upstream = RegistryServer.start();
                DockerRegistry cache = cacheOf(upstream)) {
            fill(upstream);
            try (HttpTransport transport = mirrored(upstream, cache.host())) {
                pull(transport, upstream.reference("demo/tree"));
            }
            awaitLayerIn(cache);
            upstream.requests().clear();

            try (HttpTransport transport = mirrored(upstream, cache.host())) {
                pull(transport, upstream.reference("demo/tree"));
            }

            assertThat(upstream.requests().all()).isEmpty();
        }
    }

    /** The cache stores a blob after sending it, so it may finish a little later. */
    private static void awaitLayerIn(DockerRegistry cache) throws IOException {
        String hex = LAYER.digest().hex();
        for (long end = System.nanoTime() + 30_000_000_000L; System.nanoTime() < end; Thread.onSpinWait()) {
            try (Stream<Path> files = Files.walk(cache.data())) {
                if (files.anyMatch(file -> file.endsWith(Path.of("_layers", "sha256", hex, "link")))) {
                    return;
                }
            } catch (UncheckedIOException e) {
                continue; // a temporary file has gone meanwhile
            }
        }
        throw new AssertionError("the cache did not keep the blob");
    }

    @Test
    void a_cache_logs_in_to_the_registry_with_a_token_of_its_own() {
        try (RegistryServer upstream = RegistryServer.builder()
                        .authentication(Authentication.token().user("cache", "secret"))
                        .start();
                DockerRegistry cache = DockerRegistry.start("proxy:\n  remoteurl: http://" + upstream.host()
                        + "\n  username: cache\n  password: secret\n")) {
            upstream.repository("demo/tree").write(LAYER, Content.of(CONTENT));
            upstream.repository("demo/tree").put(Tag.of("v1"), MANIFEST);
            try (HttpTransport transport = mirrored(upstream, cache.host())) {
                pull(transport, upstream.reference("demo/tree"));
            }

            assertThat(upstream.requests().matching("GET */blobs/*"))
                    .isNotEmpty()
                    .allSatisfy(request ->
                            assertThat(request.header("User-Agent").orElse("")).doesNotContain("portolan"));
        }
    }

    /** A cache behind a gateway that hands out tokens. */
    private static RegistryServer gatewayTo(DockerRegistry cache, HttpTransport behind) {
        return RegistryServer.builder()
                .authentication(Authentication.token().user("reader", "word"))
                .transport(behind)
                .references(name -> Reference.of(Reference.REGISTRY, cache.host() + "/" + name))
                .start();
    }

    private static HttpTransport.Builder through(RegistryServer upstream, RegistryServer mirror) {
        return HttpTransport.builder()
                .host(
                        upstream.host(),
                        HostConfig.builder().mirror(mirror.host()).build());
    }

    @Test
    void a_cache_that_requires_a_token_gets_the_credentials_for_its_own_host() {
        List<String> looked = new CopyOnWriteArrayList<>();
        try (RegistryServer upstream = RegistryServer.start();
                DockerRegistry cache = cacheOf(upstream);
                HttpTransport behind = HttpTransport.create();
                RegistryServer gateway = gatewayTo(cache, behind);
                HttpTransport transport = through(upstream, gateway)
                        .credentials((host, repository) -> {
                            looked.add(host);
                            return host.equals(gateway.host())
                                    ? Optional.of(Credential.password("reader", "word"))
                                    : Optional.empty();
                        })
                        .build()) {
            fill(upstream);

            pull(transport, upstream.reference("demo/tree"));

            assertThat(looked).containsOnly(gateway.host());
            assertThat(gateway.requests().matching("GET */blobs/*"))
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(
                                    request.header("Authorization").orElse(""))
                            .startsWith("Bearer "));
        }
    }

    @Test
    void a_cache_that_refuses_the_credentials_is_skipped() {
        try (RegistryServer upstream = RegistryServer.start();
                DockerRegistry cache = cacheOf(upstream);
                HttpTransport behind = HttpTransport.create();
                RegistryServer gateway = gatewayTo(cache, behind);
                HttpTransport transport = through(upstream, gateway).build()) {
            fill(upstream);

            pull(transport, upstream.reference("demo/tree"));

            assertThat(upstream.requests().matching("GET */blobs/*")).isNotEmpty();
        }
    }

    @Test
    void uncached_content_fails_while_both_are_down() {
        RegistryServer upstream = RegistryServer.start();
        try (DockerRegistry cache = cacheOf(upstream)) {
            Reference reference = upstream.reference("demo/tree");
            upstream.close();
            try (HttpTransport transport = HttpTransport.builder()
                    .host(
                            upstream.host(),
                            HostConfig.builder()
                                    .attempts(1)
                                    .mirror(cache.host())
                                    .build())
                    .build()) {
                Repository repository = transport.open(reference);

                assertThatThrownBy(() -> repository.manifest(MANIFEST.digest()))
                        .isInstanceOf(UnreachableException.class)
                        .hasMessageContaining(upstream.host());
            }
        } finally {
            upstream.close();
        }
    }

    @Test
    void a_mirror_that_stalls_in_one_piece_is_replaced_by_the_registry() {
        try (RegistryServer upstream = RegistryServer.start();
                RegistryServer mirror = RegistryServer.builder()
                        .fault(Fault.stall(10_000, Duration.ofSeconds(60))
                                .method("GET")
                                .path("*/blobs/*"))
                        .start();
                HttpTransport transport = through(upstream, mirror)
                        .host(
                                mirror.host(),
                                HostConfig.builder()
                                        .idleTimeout(Duration.ofMillis(200))
                                        .build())
                        .pieces(32 << 10, 1 << 20)
                        .build()) {
            fill(upstream);
            fill(mirror);

            pull(transport, upstream.reference("demo/tree"));

            assertThat(upstream.requests().matching("GET */blobs/*"))
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.header("Range")).isPresent());
        }
    }

    @Test
    void a_mirror_with_wrong_bytes_before_it_broke_off_is_blamed() {
        byte[] head = ("HTTP/1.1 200 OK\r\nContent-Length: " + CONTENT.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        CountDownLatch received = new CountDownLatch(1);
        try (RegistryServer upstream = RegistryServer.start();
                RawRegistry wrong = RawRegistry.start(out -> {
                    out.write(head);
                    out.write(new byte[CONTENT.length / 2]);
                    out.flush();
                    await(received); // a connection that is reset may lose bytes that were not read yet
                });
                HttpTransport transport = HttpTransport.builder()
                        .host(
                                upstream.host(),
                                HostConfig.builder()
                                        .plainHttp(true)
                                        .mirror(wrong.host())
                                        .build())
                        .build()) {
            fill(upstream);
            Repository repository = transport.open(upstream.reference("demo/tree"));

            assertThatThrownBy(() -> repository.read(LAYER, bytes -> received.countDown()))
                    .isInstanceOfSatisfying(
                            ContentMismatchException.class,
                            e -> assertThat(e.retryable()).isTrue())
                    .hasMessageContaining("mirror");
            assertThat(repository.bytes(LAYER)).isEqualTo(CONTENT);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_mirror_that_stalls_in_a_blob_is_replaced_by_the_registry() {
        byte[] head = ("HTTP/1.1 200 OK\r\nContent-Length: " + CONTENT.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (RegistryServer upstream = RegistryServer.start();
                RawRegistry mute = RawRegistry.start(out -> {
                    out.write(head);
                    out.write(CONTENT, 0, CONTENT.length / 2);
                    out.flush();
                    await(new CountDownLatch(1));
                });
                HttpTransport transport = HttpTransport.builder()
                        .host(
                                upstream.host(),
                                HostConfig.builder()
                                        .plainHttp(true)
                                        .mirror(mute.host())
                                        .build())
                        .host(
                                mute.host(),
                                HostConfig.builder()
                                        .plainHttp(true)
                                        .idleTimeout(Duration.ofMillis(200))
                                        .build())
                        .build()) {
            fill(upstream);

            assertThat(transport.open(upstream.reference("demo/tree")).bytes(LAYER))
                    .isEqualTo(CONTENT);
            assertThat(upstream.requests().all())
                    .anySatisfy(request -> assertThat(request.header("Range")).isPresent());
        }
    }
}
