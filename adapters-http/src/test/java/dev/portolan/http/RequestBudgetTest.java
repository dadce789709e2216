package dev.portolan.http;

import static dev.portolan.testkit.assertion.PortolanAssertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.content.Content;
import dev.portolan.model.Tag;
import dev.portolan.port.Credential;
import dev.portolan.port.Repository;
import dev.portolan.port.Target;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.peer.DockerRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    void a_pull_is_one_request_and_one_for_each_layer() {
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

        client.manifest(reference("demo/tree:v1"));

        requestsAre(1, "GET " + FROM + "/manifests/v1");
    }

    /** Whether all is there is asked first; in return the few bytes of the empty config are sent without asking. */
    @Test
    void a_push_is_three_requests_for_each_blob_and_one_for_each_tag() {
        client.push(reference("demo/tree:v1"), artifact().build(), "v2");

        requestsAre(
                1,
                "HEAD " + FROM + "/manifests/v1",
                LAYERS,
                "HEAD " + FROM + "/blobs/*",
                LAYERS + 1,
                "POST " + FROM + "/blobs/uploads/",
                LAYERS + 1,
                "PUT " + FROM + "/blobs/uploads/*",
                1,
                "PUT " + FROM + "/manifests/v1",
                1,
                "PUT " + FROM + "/manifests/v2");
        assertThat(registry.requests()).hasSize(3 * (LAYERS + 1) + 2);
    }

    @Test
    void each_byte_of_a_push_travels_once() {
        client.push(reference("demo/tree:v1"), artifact().build());

        long bodies = registry.requests().matching("P* " + FROM + "/blobs/*").stream()
                .mapToLong(request -> request.bytesReceived())
                .sum();
        Assertions.assertThat(bodies).isEqualTo(4 * 10_000 + 0 + 1 + 2 + 3 + "{}".length());
    }

    @Test
    void each_byte_of_a_pull_travels_once() {
        pushed(artifact().build());

        client.pull(reference("demo/tree:v1"), memory());

        long bodies = registry.requests().matching("GET " + FROM + "/blobs/*").stream()
                .mapToLong(request -> request.bytesSent())
                .sum();
        Assertions.assertThat(bodies).isEqualTo(4 * 10_000 + 0 + 1 + 2 + 3);
    }

    @Test
    void a_push_of_blobs_that_are_there_asks_for_each_and_writes_the_tag() {
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
    void a_push_of_what_is_there_already_is_one_request() {
        pushed(artifact().build());

        client.push(reference("demo/tree:v1"), artifact().build());

        requestsAre(1, "HEAD " + FROM + "/manifests/*");
    }

    @Test
    void a_tag_is_a_get_and_a_put_and_a_head_to_find_whether_it_is_there() {
        pushed(artifact().build());

        client.tag(reference("demo/tree:v1"), "v2");

        requestsAre(
                1,
                "GET " + FROM + "/manifests/v1",
                1,
                "HEAD " + FROM + "/manifests/v2",
                1,
                "PUT " + FROM + "/manifests/v2");
    }

    @Test
    void a_tag_that_is_there_is_a_get_and_a_head() {
        pushed(artifact().build());

        client.tag(reference("demo/tree:v1"), "v1");

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
    void a_copy_again_is_a_get_and_a_head() {
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
    void a_registry_with_tokens_costs_nothing_more_while_the_token_lives() {
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
                LAYERS,
                "HEAD " + FROM + "/blobs/*",
                LAYERS + 1,
                "POST " + FROM + "/blobs/uploads/",
                LAYERS + 1,
                "PUT " + FROM + "/blobs/uploads/*",
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
    void a_registry_with_tokens_costs_a_challenge_and_a_token_for_a_push_again() {
        askForTokens();
        pushed(artifact().build());

        client.push(reference("demo/tree:v1"), artifact().build());

        requestsAre(2, "HEAD " + FROM + "/manifests/v1", 1, "GET /token");
    }

    @Test
    void a_registry_with_tokens_costs_a_challenge_and_a_token_for_reading_and_one_for_writing_a_tag() {
        askForTokens();
        pushed(artifact().build());

        client.tag(reference("demo/tree:v1"), "v2");

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
    void a_pull_from_dockers_registry_is_as_small() {
        try (DockerRegistry docker = DockerRegistry.start()) {
            RequestLog log = new RequestLog();
            try (OciClient own =
                    OciClient.of(HttpTransport.builder().listener(log).build(), InMemoryTransport.create())) {
                own.push(docker.host() + "/demo/tree:v1", withConfig());
                List<String> push = log.take();
                own.pull(docker.host() + "/demo/tree:v1", own.open("memory:into"));

                Assertions.assertThat(push).hasSize(3 * (LAYERS + 1) + 1);
                Assertions.assertThat(log.take()).hasSize(1 + LAYERS + 1);
            }
        }
    }

    @Test
    void a_tag_is_resolved_once_however_much_is_done_with_it() {
        pushed(artifact().build());

        try (Repository repository = client.open(reference("demo/tree"))) {
            repository.tag(Tag.of("v1"), List.of(Tag.of("v2"), Tag.of("v3")));
        }

        assertThat(registry.requests()).hasCount("GET *", 1).hasCount("HEAD *", 2);
    }
}
