package dev.portolan.http;

import static dev.portolan.testkit.assertion.PortolanAssertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.Layer;
import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.http.config.RequestListener;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Tag;
import dev.portolan.port.Credential;
import dev.portolan.port.Repository;
import dev.portolan.port.Target;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.Quirk;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.peer.DockerRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many requests each thing takes: exactly these, in whatever order where several go on at a time. */
class RequestBudgetTest {
    private static final int LAYERS = 4;
    private static final String FROM = "/v2/demo/tree";

    private RegistryServer registry = RegistryServer.start();
    private OciClient client = client();

    private OciClient client() {
        return OciClient.of(
                HttpTransport.builder()
                        .credentials((host, repository) -> Optional.of(Credential.password("sailor", "anchor")))
                        .build(),
                InMemoryTransport.create());
    }

    /** From now on the registry asks for tokens. */
    private void askForTokens() {
        stop();
        registry = RegistryServer.builder()
                .authentication(Authentication.token().user("sailor", "anchor"))
                .start();
        client = client();
    }

    private void useRegistryWith(Quirk quirk) {
        stop();
        registry = RegistryServer.builder().quirks(quirk).start();
        client = client();
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    private String reference(String name) {
        return registry.host() + "/" + name;
    }

    private static Artifact.Builder artifact() {
        Artifact.Builder artifact = Artifact.builder().type("application/x.test");
        Random random = new Random(7);
        for (int i = 0; i < LAYERS; i++) {
            byte[] bytes = new byte[10_000 + i];
            random.nextBytes(bytes);
            artifact.file("file-" + i, "application/octet-stream", bytes);
        }
        return artifact;
    }

    private static Artifact withConfig() {
        return artifact().config("application/x.config", new byte[] {1, 2, 3}).build();
    }

    /** Pushes with a client of its own, and forgets the requests. */
    private void pushed(Artifact artifact) {
        try (OciClient other = client()) {
            other.push(reference("demo/tree:v1"), artifact);
        }
        registry.requests().clear();
    }

    private static List<String> lines(Object... linesAndCounts) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < linesAndCounts.length; i += 2) {
            lines.addAll(Collections.nCopies((int) linesAndCounts[i], (String) linesAndCounts[i + 1]));
        }
        return lines;
    }

    /** Exactly these: a count, then what there is so many of, and so on. */
    private void requestsAre(Object... countsAndLines) {
        assertThat(registry.requests())
                .containsExactlyInAnyOrder(lines(countsAndLines).toArray(new String[0]));
    }

    private Target memory() {
        return client.open("memory:into");
    }

    @Test
    void a_pull_is_one_request_plus_one_per_layer() {
        pushed(artifact().build());

        client.pull(reference("demo/tree:v1"), memory());

        requestsAre(1, "GET " + FROM + "/manifests/v1", LAYERS, "GET " + FROM + "/blobs/*");
    }

    @Test
    void a_config_that_is_not_empty_is_one_request_more() {
        pushed(withConfig());

        client.pull(reference("demo/tree:v1"), memory());

        requestsAre(1, "GET " + FROM + "/manifests/v1", LAYERS + 1, "GET " + FROM + "/blobs/*");
    }

    @Test
    void a_manifest_is_fetched_with_one_request() {
        pushed(artifact().build());

        client.at(reference("demo/tree:v1")).manifest();

        requestsAre(1, "GET " + FROM + "/manifests/v1");
    }

    /** A HEAD for one blob alone, since a repository that does not exist has none; and only a list of tags tells that. */
    @Test
    void a_push_to_a_new_repository_is_three_requests_plus_one_per_blob_and_tag() {
        client.push(reference("demo/tree:v1"), artifact().build(), "v2");

        requestsAre(
                1,
                "HEAD " + FROM + "/manifests/v1",
                1,
                "HEAD " + FROM + "/blobs/*",
                1,
                "GET " + FROM + "/tags/list",
                LAYERS + 1,
                "POST " + FROM + "/blobs/uploads/",
                1,
                "PUT " + FROM + "/manifests/v1",
                1,
                "PUT " + FROM + "/manifests/v2");
    }

    /** The first blob finds out that the registry opens a session, and uses it. */
    @Test
    void a_registry_that_ignores_the_body_of_a_post_gets_a_put_per_blob() {
        useRegistryWith(Quirk.NO_SINGLE_POST);

        client.push(reference("demo/tree:v1"), artifact().build());

        requestsAre(
                1,
                "HEAD " + FROM + "/manifests/v1",
                1,
                "HEAD " + FROM + "/blobs/*",
                1,
                "GET " + FROM + "/tags/list",
                LAYERS + 1,
                "POST " + FROM + "/blobs/uploads/",
                LAYERS + 1,
                "PUT " + FROM + "/blobs/uploads/*",
                1,
                "PUT " + FROM + "/manifests/v1");
        Assertions.assertThat(
                        registry.requests().matching("POST *").stream().filter(request -> request.bytesReceived() > 0))
                .hasSize(1);
    }

    /** In return for the HEAD for the tag, the few bytes of the empty config are sent without asking. */
    @Test
    void a_push_to_an_existing_repository_checks_each_blob() {
        try (OciClient other = client()) {
            other.push(
                    reference("demo/tree:other"),
                    Artifact.builder().type("application/x.other").build());
        }
        registry.requests().clear();

        client.push(reference("demo/tree:v1"), artifact().build());

        requestsAre(
                1,
                "HEAD " + FROM + "/manifests/v1",
                1,
                "GET " + FROM + "/tags/list",
                LAYERS,
                "HEAD " + FROM + "/blobs/*",
                LAYERS + 1,
                "POST " + FROM + "/blobs/uploads/",
                1,
                "PUT " + FROM + "/manifests/v1");
    }

    /** An interrupted push leaves blobs in a repository that docker-registry does not list yet. */
    @Test
    void a_large_blob_is_checked_in_a_repository_without_tags_too() {
        byte[] large = new byte[(1 << 20) + 1];
        try (DockerRegistry docker = DockerRegistry.start()) {
            RequestLog log = new RequestLog();
            try (OciClient own =
                    OciClient.of(HttpTransport.builder().listener(log).build())) {
                try (Repository repository = own.open(docker.host() + "/demo/tree")) {
                    repository.write("application/octet-stream", Content.of(large));
                }
                log.take();
                own.push(
                        docker.host() + "/demo/tree:v1",
                        artifact()
                                .file("large", "application/octet-stream", large)
                                .build());

                Assertions.assertThat(log.take())
                        .hasSize(3 + 1 + 2 * (LAYERS + 1) + 1)
                        .filteredOn(line -> line.startsWith("HEAD"))
                        .hasSize(3);
            }
        }
    }

    @Test
    void a_push_of_one_or_two_small_blobs_does_not_ask_whether_the_repository_exists() {
        client.push(
                reference("demo/tree:v1"),
                Artifact.builder()
                        .type("application/x.test")
                        .file("file", "application/octet-stream", new byte[10])
                        .build());

        requestsAre(
                1,
                "HEAD " + FROM + "/manifests/v1",
                1,
                "HEAD " + FROM + "/blobs/*",
                2,
                "POST " + FROM + "/blobs/uploads/",
                1,
                "PUT " + FROM + "/manifests/v1");
    }

    /** Packing takes long, and so do connecting, logging in and looking for the tag. */
    @Test
    void the_tag_is_checked_while_layers_are_packed() {
        CountDownLatch asked = new CountDownLatch(1);
        byte[] bytes = "packed".getBytes(StandardCharsets.UTF_8);
        Layer slow = new Layer() {
            @Override
            public String mediaType() {
                return "text/plain";
            }

            @Override
            public Optional<Descriptor> descriptor() {
                try {
                    Assertions.assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return Optional.of(Descriptor.of(mediaType(), bytes));
            }

            @Override
            public Content content() {
                return Content.of(bytes);
            }

            @Override
            public Descriptor describe(Descriptor written) {
                return written;
            }
        };
        RequestListener listener = event -> asked.countDown();
        try (OciClient own =
                OciClient.of(HttpTransport.builder().listener(listener).build())) {
            own.push(
                    reference("demo/tree:v1"),
                    Artifact.builder().type("application/x.test").layer(slow).build());
        }

        assertThat(registry.requests()).hasCount("HEAD " + FROM + "/manifests/v1", 1);
    }

    @Test
    void each_byte_of_a_push_is_sent_once() {
        client.push(reference("demo/tree:v1"), artifact().build());

        long bodies = registry.requests().matching("P* " + FROM + "/blobs/*").stream()
                .mapToLong(request -> request.bytesReceived())
                .sum();
        Assertions.assertThat(bodies).isEqualTo(4 * 10_000 + 0 + 1 + 2 + 3 + "{}".length());
    }

    @Test
    void each_byte_of_a_pull_is_received_once() {
        pushed(artifact().build());

        client.pull(reference("demo/tree:v1"), memory());

        long bodies = registry.requests().matching("GET " + FROM + "/blobs/*").stream()
                .mapToLong(request -> request.bytesSent())
                .sum();
        Assertions.assertThat(bodies).isEqualTo(4 * 10_000 + 0 + 1 + 2 + 3);
    }

    @Test
    void a_push_of_existing_blobs_checks_each_and_writes_the_tag() {
        pushed(artifact().build());

        client.push(
                reference("demo/tree:v2"),
                artifact().annotation("org.example.other", "yes").build());

        requestsAre(
                1,
                "HEAD " + FROM + "/manifests/v2",
                LAYERS + 1,
                "HEAD " + FROM + "/blobs/*",
                1,
                "PUT " + FROM + "/manifests/v2");
    }

    @Test
    void a_repeated_push_is_one_request() {
        pushed(artifact().build());

        client.push(reference("demo/tree:v1"), artifact().build());

        requestsAre(1, "HEAD " + FROM + "/manifests/*");
    }

    @Test
    void tagging_is_a_head_a_get_and_a_put() {
        pushed(artifact().build());

        client.at(reference("demo/tree:v1")).tag("v2");

        requestsAre(
                1,
                "GET " + FROM + "/manifests/v1",
                1,
                "HEAD " + FROM + "/manifests/v2",
                1,
                "PUT " + FROM + "/manifests/v2");
    }

    @Test
    void an_existing_tag_costs_a_get_and_a_head() {
        pushed(artifact().build());

        client.at(reference("demo/tree:v1")).tag("v1");

        requestsAre(1, "GET " + FROM + "/manifests/v1", 1, "HEAD " + FROM + "/manifests/v1");
    }

    @Test
    void a_copy_within_a_registry_mounts_each_blob() {
        pushed(artifact().build());

        client.copy(reference("demo/tree:v1"), reference("demo/other:v1"));

        requestsAre(
                1,
                "GET " + FROM + "/manifests/v1",
                1,
                "HEAD /v2/demo/other/manifests/v1",
                LAYERS + 1,
                "POST /v2/demo/other/blobs/uploads/",
                1,
                "PUT /v2/demo/other/manifests/v1");
    }

    @Test
    void a_repeated_copy_is_a_get_and_a_head() {
        pushed(artifact().build());
        client.copy(reference("demo/tree:v1"), reference("demo/other:v1"));
        registry.requests().clear();

        client.copy(reference("demo/tree:v1"), reference("demo/other:v1"));

        requestsAre(1, "GET " + FROM + "/manifests/v1", 1, "HEAD /v2/demo/other/manifests/v1");
    }

    @Test
    void a_registry_with_tokens_costs_a_challenge_and_a_token_for_a_pull() {
        askForTokens();
        pushed(artifact().build());

        client.pull(reference("demo/tree:v1"), memory());

        requestsAre(2, "GET " + FROM + "/manifests/v1", 1, "GET /token", LAYERS, "GET " + FROM + "/blobs/*");
    }

    @Test
    void a_registry_with_tokens_costs_nothing_extra_while_the_token_is_valid() {
        askForTokens();
        pushed(artifact().build());
        client.pull(reference("demo/tree:v1"), memory());
        registry.requests().clear();

        client.pull(reference("demo/tree:v1"), client.open("memory:again"));

        requestsAre(1, "GET " + FROM + "/manifests/v1", LAYERS, "GET " + FROM + "/blobs/*");
    }

    /** As without tokens, the first request twice, and the token. */
    @Test
    void a_registry_with_tokens_costs_a_challenge_and_a_token_for_a_push() {
        askForTokens();

        client.push(reference("demo/tree:v1"), artifact().build(), "v2");

        requestsAre(
                2,
                "HEAD " + FROM + "/manifests/v1",
                1,
                "GET /token",
                1,
                "HEAD " + FROM + "/blobs/*",
                1,
                "GET " + FROM + "/tags/list",
                LAYERS + 1,
                "POST " + FROM + "/blobs/uploads/",
                1,
                "PUT " + FROM + "/manifests/v1",
                1,
                "PUT " + FROM + "/manifests/v2");
    }

    @Test
    void a_registry_with_tokens_costs_a_challenge_and_a_token_for_a_push_of_content_of_unknown_digest()
            throws Exception {
        askForTokens();
        Repository repository = client.open(reference("demo/tree"));
        ExecutorService threads = Executors.newFixedThreadPool(LAYERS);
        List<Future<?>> writes = new ArrayList<>();
        for (int i = 0; i < LAYERS; i++) {
            byte[] one = {(byte) i};
            writes.add(threads.submit(() -> repository.write("text/plain", Content.of(one))));
        }
        for (Future<?> write : writes) {
            write.get();
        }
        threads.shutdown();

        requestsAre(
                LAYERS + 1,
                "POST " + FROM + "/blobs/uploads/",
                1,
                "GET /token",
                LAYERS,
                "PATCH " + FROM + "/blobs/uploads/*",
                LAYERS,
                "PUT " + FROM + "/blobs/uploads/*");
    }

    @Test
    void a_registry_with_tokens_costs_a_challenge_and_a_token_for_a_repeated_push() {
        askForTokens();
        pushed(artifact().build());

        client.push(reference("demo/tree:v1"), artifact().build());

        requestsAre(2, "HEAD " + FROM + "/manifests/v1", 1, "GET /token");
    }

    @Test
    void a_registry_with_tokens_costs_a_challenge_and_a_token_for_reading_and_one_for_writing_a_tag() {
        askForTokens();
        pushed(artifact().build());

        client.at(reference("demo/tree:v1")).tag("v2");

        requestsAre(
                2,
                "GET " + FROM + "/manifests/v1",
                2,
                "GET /token",
                1,
                "HEAD " + FROM + "/manifests/v2",
                1,
                "PUT " + FROM + "/manifests/v2");
    }

    /** To read here, and to write there, which is good for the mounts as well. */
    @Test
    void a_copy_within_a_registry_with_tokens_asks_for_one_token_for_each_side() {
        askForTokens();
        pushed(artifact().build());

        client.copy(reference("demo/tree:v1"), reference("demo/other:v1"));

        requestsAre(
                2,
                "GET " + FROM + "/manifests/v1",
                2,
                "GET /token",
                1,
                "HEAD /v2/demo/other/manifests/v1",
                LAYERS + 1,
                "POST /v2/demo/other/blobs/uploads/",
                1,
                "PUT /v2/demo/other/manifests/v1");
    }

    @Test
    void a_registry_with_passwords_costs_a_challenge() {
        stop();
        registry = RegistryServer.builder()
                .authentication(Authentication.basic("sailor", "anchor"))
                .start();
        client = client();
        pushed(artifact().build());

        client.pull(reference("demo/tree:v1"), memory());

        requestsAre(2, "GET " + FROM + "/manifests/v1", LAYERS, "GET " + FROM + "/blobs/*");
    }

    @Test
    void a_pull_from_docker_registry_has_the_same_number_of_requests() {
        try (DockerRegistry docker = DockerRegistry.start()) {
            RequestLog log = new RequestLog();
            try (OciClient own =
                    OciClient.of(HttpTransport.builder().listener(log).build(), InMemoryTransport.create())) {
                own.push(docker.host() + "/demo/tree:v1", withConfig());
                List<String> push = log.take();
                own.pull(docker.host() + "/demo/tree:v1", own.open("memory:into"));

                Assertions.assertThat(push).hasSize(3 + 2 * (LAYERS + 1) + 1);
                Assertions.assertThat(log.take()).hasSize(1 + LAYERS + 1);
            }
        }
    }

    @Test
    void a_tag_is_resolved_once_per_operation() {
        pushed(artifact().build());

        try (Repository repository = client.open(reference("demo/tree"))) {
            repository.tag(Tag.of("v1"), List.of(Tag.of("v2"), Tag.of("v3")));
        }

        assertThat(registry.requests()).hasCount("GET *", 1).hasCount("HEAD *", 2);
    }

    @Test
    void a_small_blob_with_wrong_content_is_never_sent() {
        Descriptor blob = Descriptor.of("text/plain", new byte[] {1, 2, 3});

        try (Repository repository = client.open(reference("demo/tree"))) {
            for (byte[] wrong : List.of(new byte[] {1, 2, 4}, new byte[] {1, 2}, new byte[] {1, 2, 3, 4})) {
                Assertions.assertThatThrownBy(() -> repository.write(blob, Content.of(wrong)))
                        .isInstanceOf(ContentMismatchException.class);
            }
        }

        requestsAre();
    }
}
