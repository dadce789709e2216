package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.fs.LayoutTransport;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.assertion.PortolanAssertions;
import dev.portolan.testkit.contract.PeersContract;
import dev.portolan.testkit.fixture.Fixtures;
import dev.portolan.testkit.peer.PeerProgram;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutRegistryPeersTest extends PeersContract {
    @TempDir
    static Path directory;

    private static RegistryServer server;

    @BeforeAll
    static void start() {
        server = RegistryServer.builder()
                .transport(LayoutTransport.create())
                .layouts(directory)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected String host() {
        return server.host();
    }

    @Test
    void a_layout_from_elsewhere_is_served_under_any_name(@TempDir Path bundle) {
        Path layout = bundle.resolve("carried");
        try (LayoutRepository repository = LayoutRepository.at(layout, LayoutOptions.defaults())) {
            repository.put(Tag.of("v1"), Fixtures.seeded(1).artifact(repository, 2, 1_000));
        }
        try (RegistryServer carried = RegistryServer.builder()
                .transport(LayoutTransport.create())
                .layouts(layout)
                .start()) {
            String where = carried.host() + "/any/name:v1";

            PeerProgram.require("oras")
                    .in(bundle)
                    .run("pull", "--plain-http", where, "-o", "pulled")
                    .orFail();

            assertThat(bundle.resolve("pulled/file-1")).hasSize(1_000);
            PortolanAssertions.assertThat(
                            LayoutTransport.create().open(Reference.of(Reference.OCI_LAYOUT, layout.toString())))
                    .isWhole(Tag.of("v1"));
        }
    }
}
