package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.fixture.Fixtures;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More referrers than a registry puts on one page. */
class ManyReferrersTest {
    private static final String BOM = "application/vnd.example.sbom+json";

    private final RegistryServer server = RegistryServer.start();
    private final HttpTransport transport = HttpTransport.builder().build();

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    private static Set<Digest> attach(Repository repository, ImageManifest subject, String artifactType, int number) {
        return Fixtures.referrers(repository, subject, artifactType, number).stream()
                .map(ImageManifest::digest)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Set<Digest> listed(Digest subject, String artifactType) {
        Referrers referrers = transport
                .open(server.reference("demo/tree"))
                .capability(Referrers.class)
                .orElseThrow();
        try (Stream<Descriptor> found = referrers.referrers(subject, artifactType)) {
            return found.map(Descriptor::digest).collect(Collectors.toSet());
        }
    }

    @Test
    void are_all_listed() {
        Repository repository = server.repository("demo/tree");
        ImageManifest subject = Fixtures.seeded(7).artifact(repository, 1, 100);
        repository.put(Tag.of("v1"), subject);
        Set<Digest> boms = attach(repository, subject, BOM, 1_300);
        Set<Digest> all = attach(repository, subject, "application/vnd.example.signature", 900);
        all.addAll(boms);

        assertThat(listed(subject.digest(), "")).isEqualTo(all);
        assertThat(listed(subject.digest(), BOM)).isEqualTo(boms);
        assertThat(server.requests().matching("GET */referrers/*")).hasSize(3 + 2);
    }
}
