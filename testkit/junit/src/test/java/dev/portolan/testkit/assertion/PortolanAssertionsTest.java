package dev.portolan.testkit.assertion;

import static dev.portolan.testkit.assertion.PortolanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Deletes;
import dev.portolan.port.Repository;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.testkit.fixture.Fixtures;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PortolanAssertionsTest {
    private final InMemoryTransport transport = InMemoryTransport.create();
    private final Repository repository = transport.open(Reference.parse("memory:one"));
    private final ImageManifest artifact = Fixtures.seeded(1).artifact(repository, 2, 500);
    private final Digest absent = Digest.sha256(new byte[77]);

    private static void fails(ThrowingCallable assertion, String message) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContaining(message);
    }

    @Test
    void a_matching_manifest_passes() {
        assertThat(artifact)
                .hasDigest(artifact.digest())
                .hasMediaType(MediaTypes.IMAGE_MANIFEST)
                .hasArtifactType(Fixtures.ARTIFACT_TYPE)
                .hasLayers(2)
                .hasLayersTitled("file-0", "file-1")
                .hasAnnotation("org.example.number", artifact.annotations().get("org.example.number"))
                .hasBytes(artifact.bytes())
                .hasNoSubject();
        assertThat(Fixtures.seeded(2).referrer(repository, artifact.descriptor()))
                .hasSubject(artifact.digest());
    }

    @Test
    void a_different_manifest_fails() {
        fails(() -> assertThat(artifact).hasDigest(absent), "Expected the digest of image manifest");
        fails(() -> assertThat(artifact).hasMediaType(MediaTypes.IMAGE_INDEX), "media type");
        fails(() -> assertThat(artifact).hasArtifactType("a/b"), "artifact type");
        fails(() -> assertThat(artifact).hasLayers(3), "to be 3, but it is 2");
        fails(() -> assertThat(artifact).hasLayersTitled("file-1", "file-0"), "titles");
        fails(() -> assertThat(artifact).hasAnnotation("x", "y"), "annotation x");
        fails(() -> assertThat(artifact).hasBytes(new byte[1]), "bytes of");
        fails(() -> assertThat(artifact).hasSubject(absent), "subject");
        fails(() -> assertThat(ImageIndex.builder().build()).hasLayers(0), "image index");
    }

    @Test
    void a_repository_with_the_expected_content_passes() {
        repository.put(Tag.of("v1"), artifact);
        repository.put(Tag.of("v2"), artifact);
        ImageManifest referrer = Fixtures.seeded(2).referrer(repository, artifact.descriptor());

        assertThat(repository)
                .hasTags("v2", "v1")
                .hasTag("v1", artifact.digest())
                .hasManifest(artifact.digest())
                .hasNoManifest(absent)
                .hasBlob(artifact.layers().get(0).digest())
                .hasNoBlob(absent)
                .hasReferrers(artifact.digest(), referrer.digest())
                .isWhole(Tag.of("v1"));
    }

    @Test
    void a_repository_with_other_content_fails() {
        repository.put(Tag.of("v1"), artifact);

        fails(() -> assertThat(repository).hasTags("v1", "v2"), "tags of memory:one");
        fails(() -> assertThat(repository).hasTag("v1", absent), "v1 of memory:one");
        fails(() -> assertThat(repository).hasTag("v2", absent), "v2 of memory:one");
        fails(() -> assertThat(repository).hasManifest(absent), "to have the manifest");
        fails(() -> assertThat(repository).hasNoManifest(Tag.of("v1")), "to have no manifest");
        fails(() -> assertThat(repository).hasBlob(absent), "to have the blob");
        fails(() -> assertThat(repository).hasNoBlob(artifact.layers().get(0).digest()), "not to have the blob");
        fails(() -> assertThat(repository).hasReferrers(artifact.digest(), absent), "referrers of");
    }

    @Test
    void a_graph_with_a_missing_blob_is_incomplete() {
        Fixtures.Graph graph = Fixtures.seeded(3).graph(repository);
        assertThat(repository).isWhole(graph.root().digest());
        Descriptor layer = ((ImageManifest) graph.manifests().get(0)).layers().get(0);

        repository.capability(Deletes.class).orElseThrow().deleteBlob(layer.digest());

        fails(
                () -> assertThat(repository).isWhole(graph.root().digest()),
                layer.digest().toString());
    }

    @Test
    void two_repositories_with_the_same_graph_are_equal() {
        Repository other = transport.open(Reference.parse("memory:two"));
        Fixtures.Graph here = Fixtures.seeded(3).graph(repository);
        Fixtures.seeded(3).graph(other);

        assertThat(repository).holdsTheSameAs(other, here.root().digest());

        repository.put(Tag.of("v1"), here.root());
        other.put(Tag.of("v1"), Fixtures.seeded(4).graph(other).root());
        fails(() -> assertThat(repository).holdsTheSameAs(other, Tag.of("v1")), "content of memory:one and memory:two");
    }
}
