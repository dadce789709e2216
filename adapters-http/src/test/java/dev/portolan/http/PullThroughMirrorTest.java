package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.content.Content;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.peer.DockerRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
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
    void a_cache_that_is_down_costs_nothing_but_a_try() {
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
    void what_is_cached_is_read_while_the_registry_is_down() {
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
    void a_mirror_that_stalls_within_a_blob_is_left_for_the_registry() {
        byte[] head = ("HTTP/1.1 200 OK\r\nContent-Length: " + CONTENT.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (RegistryServer upstream = RegistryServer.start();
                RawRegistry mute = RawRegistry.start(out -> {
                    out.write(head);
                    out.write(CONTENT, 0, CONTENT.length / 2);
                    out.flush();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
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
