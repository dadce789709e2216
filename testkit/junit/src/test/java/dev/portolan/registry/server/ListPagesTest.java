package dev.portolan.registry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Deletes;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.testkit.fixture.Fixtures;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists that are longer than a page. */
class ListPagesTest {
    private final RegistryServer server = RegistryServer.start();
    private final Http http = new Http(server.address());
    private final ImageManifest subject = Demo.fill(server);
    private final String referrers = "/v2/demo/tree/referrers/" + subject.digest();

    @AfterEach
    void stop() {
        server.close();
    }

    private Repository repository() {
        return server.repository(Demo.NAME);
    }

    private List<String> attach(int number, String artifactType) {
        return Fixtures.referrers(repository(), subject, artifactType, number).stream()
                .map(referrer -> referrer.digest().toString())
                .toList();
    }

    /** Follows the links from an address on. */
    private List<List<String>> pages(String first, Function<JsonObject, List<String>> items) {
        List<List<String>> pages = new ArrayList<>();
        for (String next = first; !next.isEmpty(); ) {
            HttpResponse<byte[]> page = http.get(next);
            assertThat(page.statusCode()).isEqualTo(200);
            pages.add(items.apply(Json.parseObject(page.body())));
            String link = Http.header(page, "Link");
            next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
        }
        return pages;
    }

    private static List<String> digests(JsonObject page) {
        return page.objects("manifests").stream()
                .map(manifest -> manifest.requiredString("digest"))
                .toList();
    }

    private static List<String> tags(JsonObject page) {
        return page.strings("tags");
    }

    @Test
    void referrers_come_in_pages_of_1000() {
        List<String> attached = attach(2_500, "application/vnd.example.sbom");

        List<List<String>> pages = pages(referrers, ListPagesTest::digests);

        assertThat(pages).extracting(List::size).containsExactly(1_000, 1_000, 500);
        assertThat(pages.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(attached);
    }

    @Test
    void a_client_may_ask_for_smaller_pages_of_referrers() {
        List<String> attached = attach(5, "application/vnd.example.sbom");

        List<List<String>> pages = pages(referrers + "?n=2", ListPagesTest::digests);

        assertThat(pages).extracting(List::size).containsExactly(2, 2, 1);
        assertThat(pages.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(attached);
    }

    @Test
    void the_links_between_pages_keep_the_artifact_type() {
        List<String> boms = attach(5, "application/vnd.example.sbom+json");
        attach(5, "application/vnd.example.signature");

        List<List<String>> pages =
                pages(referrers + "?n=2&artifactType=application/vnd.example.sbom%2Bjson", ListPagesTest::digests);

        assertThat(pages.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(boms);
    }

    @Test
    void referrers_that_are_deleted_between_pages_hide_no_other() {
        List<String> attached = attach(7, "application/vnd.example.sbom");
        Deletes deletes = repository().capability(Deletes.class).orElseThrow();

        List<List<String>> pages = pages(referrers + "?n=2", page -> {
            digests(page).forEach(digest -> deletes.deleteManifest(Digest.parse(digest)));
            return digests(page);
        });

        assertThat(pages.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(attached);
    }

    @Test
    void a_page_after_something_that_is_no_digest_begins_where_it_would_be() {
        List<String> attached = attach(3, "application/vnd.example.sbom");

        assertThat(pages(referrers + "?last=a", ListPagesTest::digests))
                .singleElement()
                .asInstanceOf(list(String.class))
                .containsExactlyInAnyOrderElementsOf(attached);
        assertThat(pages(referrers + "?last=t", ListPagesTest::digests)).containsExactly(List.of());
    }

    @Test
    void a_page_of_referrers_costs_the_same_wherever_it_begins() {
        AtomicInteger read = new AtomicInteger();
        Transport counting = new CountingTransport(read);
        try (RegistryServer counted =
                RegistryServer.builder().transport(counting).start()) {
            ImageManifest other = Demo.fill(counted);
            Fixtures.referrers(counted.repository(Demo.NAME), other, "application/vnd.example.sbom", 200);
            Http client = new Http(counted.address());
            String next = "/v2/demo/tree/referrers/" + other.digest() + "?n=10";
            for (int page = 0; page < 20; page++) {
                read.set(0);
                HttpResponse<byte[]> response = client.get(next);
                assertThat(read).hasValueBetween(10, 11);
                String link = Http.header(response, "Link");
                next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
            }
            assertThat(next).isEmpty();
        }
    }

    /** Memory that counts how many referrers are read from its lists. */
    private static final class CountingTransport implements Transport {
        private final InMemoryTransport memory = InMemoryTransport.create();
        private final AtomicInteger read;

        CountingTransport(AtomicInteger read) {
            this.read = read;
        }

        @Override
        public Set<String> schemes() {
            return memory.schemes();
        }

        @Override
        public Repository open(Reference reference) {
            Repository repository = memory.open(reference);
            Class<?>[] interfaces = repository.getClass().getInterfaces();
            return (Repository) Proxy.newProxyInstance(
                    getClass().getClassLoader(), interfaces, (self, method, arguments) -> {
                        if (method.getName().equals("capability")) {
                            Class<?> type = (Class<?>) arguments[0];
                            return Optional.of(self).filter(type::isInstance);
                        }
                        Object result = method.invoke(repository, arguments);
                        return method.getName().equals("referrers")
                                ? ((Stream<?>) result).peek(referrer -> read.incrementAndGet())
                                : result;
                    });
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    @Test
    void tags_that_are_deleted_between_pages_hide_no_other() {
        Deletes deletes = repository().capability(Deletes.class).orElseThrow();
        List<Tag> tags = IntStream.range(0, 7).mapToObj(i -> Tag.of("v1." + i)).toList();
        repository().tag(Tag.of("v1"), tags);

        List<List<String>> pages = pages("/v2/demo/tree/tags/list?n=3", page -> {
            tags(page).forEach(tag -> deletes.untag(Tag.of(tag)));
            return tags(page);
        });

        assertThat(pages)
                .containsExactly(
                        List.of("v1", "v1.0", "v1.1"), List.of("v1.2", "v1.3", "v1.4"), List.of("v1.5", "v1.6"));
    }
}
