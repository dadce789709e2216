package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.error.OciException;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Manifest;
import dev.portolan.model.Place;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.testkit.fixture.Fixtures;
import dev.portolan.testkit.memory.InMemoryTransport;
import dev.portolan.testkit.server.Fault;
import dev.portolan.testkit.server.RegistryServer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random graphs go through every adapter and come back the same; and a copy that breaks anywhere can be made again. */
class GraphChainTest {
    private static final CopyOptions WITH_REFERRERS =
            CopyOptions.builder().referrers(true).build();

    @TempDir
    Path work;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void from_memory_to_a_registry_to_a_layout_to_an_archive_to_memory_all_stays_the_same(long seed) {
        InMemoryTransport memory = InMemoryTransport.create();
        try (RegistryServer registry = RegistryServer.start();
                OciClient client = OciClient.of(
                        memory, HttpTransport.create(), LayoutTransport.create(), OciArchiveTransport.create());
                Repository start = client.open("memory:start")) {
            Fixtures.Graph graph = Fixtures.seeded(seed).graph(start);
            start.put(Tag.of("v1"), graph.root());
            List<String> chain = List.of(
                    "memory:start:v1",
                    registry.host() + "/demo/graph:v1",
                    "oci-layout:" + work.resolve("layout") + ":v1",
                    "oci-archive:" + work.resolve("graph.tar") + ":v1",
                    "memory:end:v1");

            for (int i = 1; i < chain.size(); i++) {
                CopyResult result =
                        client.copy(Place.parse(chain.get(i - 1)), Place.parse(chain.get(i)), WITH_REFERRERS);
                assertThat(result.root().digest()).isEqualTo(graph.root().digest());
            }

            assertThat(registry.requests().all())
                    .filteredOn(request -> request.method().equals("PUT"))
                    .filteredOn(request -> request.path().contains("/blobs/"))
                    .extracting(request -> request.query().replaceFirst(".*digest=", ""))
                    .isNotEmpty()
                    .doesNotHaveDuplicates();
            try (Repository end = client.open("memory:end")) {
                for (Manifest manifest : graph.manifests()) {
                    assertThat(end.manifest(manifest.digest()).orElseThrow().bytes())
                            .isEqualTo(manifest.bytes());
                }
                for (Manifest referrer : graph.referrers()) {
                    assertThat(end.manifest(referrer.digest())).isPresent();
                }
            }
        }
    }

    @Test
    void a_copy_that_fails_at_any_request_sets_no_tag_and_a_second_one_moves_only_what_is_missing() {
        InMemoryTransport memory = InMemoryTransport.create();
        try (OciClient local = OciClient.of(memory);
                Repository start = local.open("memory:start")) {
            start.put(Tag.of("v1"), Fixtures.seeded(7).artifact(start, 8, 500));
        }
        int requests = copyWithFault(memory, 0);
        assertThat(requests).isBetween(25, 35);
        for (int failing = 1; failing <= requests; failing++) {
            copyWithFault(memory, failing);
        }
    }

    /** Copies with one request failing, then once more; returns the number of requests of a copy without failures. */
    private static int copyWithFault(InMemoryTransport memory, int failing) {
        HttpTransport http = HttpTransport.builder()
                .defaults(HostConfig.builder().attempts(1).build())
                .build();
        try (RegistryServer registry = RegistryServer.start();
                OciClient client = OciClient.of(memory, http)) {
            Place to = Place.parse(registry.host() + "/demo/copy:v1");
            Place from = Place.parse("memory:start:v1");
            CopyOptions oneByOne = CopyOptions.builder().concurrency(1).build();
            if (failing == 0) {
                client.copy(from, to, oneByOne);
                return registry.requests().all().size();
            }
            registry.faults().add(Fault.status(418).nth(failing));
            boolean failed = false;
            try {
                client.copy(from, to, oneByOne);
            } catch (OciException e) {
                failed = true;
                try (Stream<Tag> tags = registry.repository("demo/copy").tags()) {
                    assertThat(tags.toList())
                            .as("tags after a failure at request " + failing)
                            .isEmpty();
                } catch (OciException none) {
                    // the repository was not even made
                }
            }
            Set<String> sent = new HashSet<>();
            registry.requests().all().stream()
                    .filter(request -> request.method().equals("PUT") && request.status() == 201)
                    .forEach(request -> sent.add(request.query()));
            registry.faults().clear();
            registry.requests().clear();

            client.copy(from, to, oneByOne);

            assertThat(client.exists(to)).isTrue();
            if (failed) {
                assertThat(registry.requests().all())
                        .filteredOn(request ->
                                request.method().equals("PUT") && request.path().contains("/blobs/"))
                        .filteredOn(request -> request.query().contains("digest=")
                                && !request.query().contains("44136fa3"))
                        .extracting(request -> request.query().replaceFirst(".*digest=", ""))
                        .noneMatch(digest -> sent.stream().anyMatch(query -> query.endsWith(digest)));
            }
            return 0;
        }
    }
}
