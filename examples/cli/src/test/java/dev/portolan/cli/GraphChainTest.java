package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.copy.CopyOptions;
import dev.portolan.error.OciException;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.fixture.Fixtures;
import dev.portolan.testkit.fixture.RandomGraph;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random graphs are copied through every adapter and stay the same; a copy that breaks anywhere can be repeated. */
class GraphChainTest {
    private static final int GRAPHS = Integer.getInteger("portolan.graphs", 12);

    @TempDir
    Path work;

    @Test
    void a_graph_is_the_same_after_a_chain_of_copies() {
        int nodes = 0;
        for (int seed = 1; seed <= GRAPHS; seed++) {
            int size = 1 + seed * 37 % 300;
            RandomGraph graph = Fixtures.seeded(seed).randomGraph(size);
            chain(graph, seed % 2 == 0, work.resolve("graph-" + seed));
            nodes += graph.blobs().size() + graph.manifests().size();
        }
        System.out.println("Graphs along the chain: " + GRAPHS + ", of " + nodes + " nodes in all");
    }

    private static void chain(RandomGraph graph, boolean referrers, Path work) {
        CopyOptions how = CopyOptions.builder().referrers(referrers).build();
        CarefulTransport memory = new CarefulTransport(InMemoryTransport.create());
        CarefulTransport layouts = new CarefulTransport(LayoutTransport.create());
        CarefulTransport archives = new CarefulTransport(OciArchiveTransport.create());
        CarefulTransport http = new CarefulTransport(HttpTransport.create());
        try (RegistryServer registry = RegistryServer.start();
                OciClient client = OciClient.of(memory, http, layouts, archives);
                Repository start = client.open("memory:start")) {
            graph.writeTo(start);
            List<String> chain = List.of(
                    "memory:start",
                    registry.host() + "/demo/graph",
                    "oci-layout:" + work.resolve("layout"),
                    "oci-archive:" + work.resolve("graph.tar"),
                    "memory:end");

            for (int i = 1; i < chain.size(); i++) {
                client.at(chain.get(i - 1)).with(how).copyAllTagsTo(chain.get(i));
            }

            assertThat(http.written()).doesNotHaveDuplicates();
            assertThat(layouts.written()).doesNotHaveDuplicates();
            assertThat(archives.written()).doesNotHaveDuplicates();
            assertThat(registry.requests().all())
                    .filteredOn(request -> request.method().equals("PUT"))
                    .filteredOn(request -> request.path().contains("/blobs/"))
                    .extracting(request -> request.query().replaceFirst(".*digest=", ""))
                    .doesNotHaveDuplicates();
            try (Repository end = client.open("memory:end")) {
                same(graph, referrers, end);
            }
        }
    }

    /** Holds every tag, manifest and blob against the graph, and that no more than what was reachable is there. */
    private static void same(RandomGraph graph, boolean referrers, Repository end) {
        Set<Digest> reachable = graph.reachable(referrers);
        try (Stream<Tag> tags = end.tags()) {
            assertThat(tags).containsExactlyInAnyOrderElementsOf(graph.tags().keySet());
        }
        graph.tags()
                .forEach((tag, manifest) ->
                        assertThat(end.resolve(tag).orElseThrow().digest()).isEqualTo(manifest.digest()));
        for (Manifest manifest : graph.manifests()) {
            Optional<Manifest> found = end.manifest(manifest.digest());
            assertThat(found.isPresent())
                    .as("manifest " + manifest.digest())
                    .isEqualTo(reachable.contains(manifest.digest()));
            found.ifPresent(same -> assertThat(same.bytes()).isEqualTo(manifest.bytes()));
        }
        for (Descriptor blob : graph.blobs()) {
            assertThat(end.stat(blob.digest()).isPresent())
                    .as("blob " + blob.digest())
                    .isEqualTo(reachable.contains(blob.digest()));
            if (reachable.contains(blob.digest())) {
                assertThat(end.bytes(blob)).isEqualTo(graph.bytes(blob));
            }
        }
    }

    @Test
    void a_copy_that_fails_at_any_request_sets_no_tag_and_a_second_one_completes_it() {
        InMemoryTransport memory = InMemoryTransport.create();
        try (OciClient local = OciClient.of(memory);
                Repository start = local.open("memory:start")) {
            start.put(Tag.of("v1"), Fixtures.seeded(7).artifact(start, 8, 500));
        }
        int requests = copyWithFault(memory, 0);
        // HEAD of the tag and of one blob, the list of tags, nine blobs and a manifest
        assertThat(requests).isEqualTo(13);
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
            Reference to = Reference.parse(registry.host() + "/demo/copy:v1");
            Reference from = Reference.parse("memory:start:v1");
            CopyOptions oneByOne = CopyOptions.builder().concurrency(1).build();
            if (failing == 0) {
                client.at(from).with(oneByOne).copyTo(to);
                return registry.requests().all().size();
            }
            registry.faults().add(Fault.status(418).nth(failing));
            boolean failed = false;
            try {
                client.at(from).with(oneByOne).copyTo(to);
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

            client.at(from).with(oneByOne).copyTo(to);

            assertThat(client.at(to).exists()).isTrue();
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
