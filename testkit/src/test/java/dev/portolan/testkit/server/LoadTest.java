package dev.portolan.testkit.server;

import static dev.portolan.testkit.assertion.PortolanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.testkit.fixture.Fixtures;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Many clients at once, each doing a bit of everything. {@code PORTOLAN_SOAK_SECONDS} says for how long, 2 seconds by
 * default.
 */
class LoadTest {
    private static final int CLIENTS = 64;
    private static final Duration TIME =
            Duration.ofSeconds(Long.parseLong(System.getenv().getOrDefault("PORTOLAN_SOAK_SECONDS", "2")));

    private final Map<Tag, ImageManifest> pushed = new ConcurrentHashMap<>();

    @Test
    void many_clients_at_once_lose_nothing_and_get_the_right_bytes() throws Exception {
        try (RegistryServer server = RegistryServer.start()) {
            ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
            try {
                List<Callable<Integer>> clients = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    int number = i;
                    clients.add(() -> new Client(server, number).run(System.nanoTime() + TIME.toNanos()));
                }
                int rounds = 0;
                for (Future<Integer> client : pool.invokeAll(clients)) {
                    rounds += client.get();
                }
                assertThat(rounds).isGreaterThanOrEqualTo(CLIENTS);
            } finally {
                pool.shutdownNow();
            }
            Repository shared = server.repository("shared");
            assertThat(shared).hasTags(pushed.keySet().stream().map(Tag::value).toArray(String[]::new));
            pushed.forEach((tag, manifest) ->
                    assertThat(shared).hasTag(tag.value(), manifest.digest()).isWhole(tag));
        }
    }

    private final class Client {
        private final Http http;
        private final int number;
        private final SplittableRandom random;
        private final Fixtures fixtures;

        Client(RegistryServer server, int number) {
            this.http = new Http(server);
            this.number = number;
            this.random = new SplittableRandom(number);
            this.fixtures = Fixtures.seeded(number);
        }

        int run(long end) {
            int rounds = 0;
            do {
                ImageManifest manifest = push(rounds);
                pull(manifest);
                if (rounds % 3 == 2) {
                    untag(rounds - 1);
                }
                rounds++;
            } while (System.nanoTime() < end);
            return rounds;
        }

        private Tag tag(int round) {
            return Tag.of("c" + number + "-r" + round);
        }

        private ImageManifest push(int round) {
            ImageManifest.Builder manifest =
                    ImageManifest.builder().config(blob(fixtures.bytes(20))).annotation("round", "" + round);
            for (int i = random.nextInt(3); i >= 0; i--) {
                byte[] content = fixtures.bytes(1 + random.nextInt(200_000));
                manifest.layer(random.nextBoolean() ? blob(content) : chunkedBlob(content));
            }
            manifest.layer(blob(new byte[round % 10])); // which others push at the same time
            ImageManifest built = manifest.build();
            HttpResponse<byte[]> put = http.send(
                    "PUT",
                    "/v2/shared/manifests/" + tag(round),
                    built.bytes(),
                    "Content-Type",
                    MediaTypes.IMAGE_MANIFEST);
            assertThat(put.statusCode()).isEqualTo(201);
            pushed.put(tag(round), built);
            return built;
        }

        private Descriptor blob(byte[] content) {
            Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, content);
            String session = Http.header(http.send("POST", "/v2/shared/blobs/uploads/"), "Location");
            assertThat(http.send("PUT", session + "?digest=" + blob.digest(), content)
                            .statusCode())
                    .isEqualTo(201);
            return blob;
        }

        private Descriptor chunkedBlob(byte[] content) {
            Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, content);
            String session = Http.header(http.send("POST", "/v2/shared/blobs/uploads/"), "Location");
            int half = content.length / 2 + 1;
            http.send("PATCH", session, Arrays.copyOf(content, half), "Content-Range", "0-" + (half - 1));
            byte[] rest = Arrays.copyOfRange(content, half, Math.max(half, content.length));
            assertThat(http.send("PUT", session + "?digest=" + blob.digest(), rest)
                            .statusCode())
                    .isEqualTo(201);
            return blob;
        }

        private void pull(ImageManifest manifest) {
            assertThat(http.get("/v2/shared/manifests/" + manifest.digest()).body())
                    .isEqualTo(manifest.bytes());
            for (Descriptor layer : manifest.layers()) {
                HttpResponse<byte[]> whole = http.get("/v2/shared/blobs/" + layer.digest());
                assertThat(Digest.sha256(whole.body())).isEqualTo(layer.digest());
                if (layer.size() > 0) {
                    HttpResponse<byte[]> last = http.get("/v2/shared/blobs/" + layer.digest(), "Range", "bytes=-1");
                    assertThat(last.body()).containsExactly(whole.body()[whole.body().length - 1]);
                }
            }
            assertThat(http.get("/v2/shared/tags/list?n=10").statusCode()).isEqualTo(200);
        }

        private void untag(int round) {
            assertThat(http.send("DELETE", "/v2/shared/manifests/" + tag(round)).statusCode())
                    .isEqualTo(202);
            pushed.remove(tag(round));
        }
    }
}
