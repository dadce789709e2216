package dev.portolan.registry.server;

import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.testkit.fixture.Fixtures;

/** What most tests of the server find in it. */
final class Demo {
    static final String NAME = "demo/tree";
    static final String MANIFEST = "/v2/demo/tree/manifests/v1";

    private Demo() {}

    /** An artifact of two layers under v1. */
    static ImageManifest fill(RegistryServer server) {
        Repository repository = server.repository(NAME);
        ImageManifest artifact = Fixtures.seeded(7).artifact(repository, 2, 20_000);
        repository.put(Tag.of("v1"), artifact);
        return artifact;
    }

    static String blob(Descriptor blob) {
        return "/v2/demo/tree/blobs/" + blob.digest();
    }
}
