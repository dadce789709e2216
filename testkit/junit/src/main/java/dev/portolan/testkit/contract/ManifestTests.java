package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.testkit.fixture.Fixtures;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

abstract class ManifestTests extends RepositoryTests {
    private static final Tag V1 = Tag.of("v1");

    @Test
    void a_manifest_comes_back_by_its_tag() {
        ImageManifest manifest = put(V1, manifest("one"));

        assertThat(repository().manifest(V1)).contains(manifest);
    }

    @Test
    void a_manifest_comes_back_by_its_digest() {
        ImageManifest manifest = put(V1, manifest("one"));

        assertThat(repository().manifest(manifest.digest())).contains(manifest);
    }

    @Test
    void a_manifest_is_put_under_its_digest_only() {
        ImageManifest manifest = manifest("one");

        repository().put(manifest.digest(), manifest);

        assertThat(repository().manifest(manifest.digest())).contains(manifest);
    }

    @Test
    void a_manifest_keeps_its_bytes() {
        Manifest manifest = manifest("one");
        String spaced = new String(manifest.bytes(), StandardCharsets.UTF_8).replace("\":", "\" :  ") + "\n";
        Manifest odd = Manifest.parse(spaced.getBytes(StandardCharsets.UTF_8));

        repository().put(V1, odd);

        assertThat(repository().manifest(V1).orElseThrow().bytes()).isEqualTo(odd.bytes());
        assertThat(repository().resolve(V1)).contains(odd.descriptor().bare());
    }

    @Test
    void a_docker_manifest_keeps_its_media_type() {
        Manifest manifest =
                builder("docker").mediaType(MediaTypes.DOCKER_MANIFEST).build();

        repository().put(V1, manifest);

        assertThat(repository().manifest(V1).orElseThrow().mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
    }

    @Test
    void resolve_returns_media_type_digest_and_size() {
        ImageManifest manifest = put(V1, manifest("one"));
        Descriptor expected = Descriptor.of(MediaTypes.IMAGE_MANIFEST, manifest.digest(), manifest.bytes().length);

        assertThat(repository().resolve(V1)).contains(expected);
        assertThat(repository().resolve(manifest.digest())).contains(expected);
    }

    @Test
    void a_missing_manifest_is_empty() {
        put(V1, manifest("one"));
        Digest other = Digest.sha256(bytes(7));

        assertThat(repository().manifest(Tag.of("absent"))).isEmpty();
        assertThat(repository().manifest(other)).isEmpty();
        assertThat(repository().resolve(Tag.of("absent"))).isEmpty();
        assertThat(repository().resolve(other)).isEmpty();
    }

    @Test
    void an_unwritten_repository_has_no_manifests() {
        assertThat(repository().manifest(V1)).isEmpty();
        assertThat(repository().resolve(V1)).isEmpty();
    }

    @Test
    void a_tag_moves_to_another_manifest_and_the_first_manifest_stays() {
        ImageManifest first = put(V1, manifest("one"));
        ImageManifest second = put(V1, manifest("two"));

        assertThat(repository().manifest(V1)).contains(second);
        assertThat(repository().manifest(first.digest())).contains(first);
    }

    @Test
    void a_manifest_cannot_be_put_under_another_digest() {
        ImageManifest manifest = manifest("one");

        assertThatThrownBy(() -> repository().put(Digest.sha256(bytes(7)), manifest))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_index_comes_back_with_its_manifests() {
        ImageManifest first = manifest("one");
        ImageManifest second = manifest("two");
        put(first.digest(), first);
        put(second.digest(), second);
        ImageIndex index = ImageIndex.builder()
                .manifest(first.descriptor())
                .manifest(second.descriptor())
                .build();

        repository().put(V1, index);

        assertThat(repository().manifest(V1)).contains(index);
        assertThat(repository().manifest(first.digest())).contains(first);
    }

    @Test
    void a_manifest_whose_layer_is_missing_is_refused_and_not_kept() {
        assumeTrue(contract().refusesManifestsWithoutChildren());
        Fixtures.emptyConfig(repository());
        ImageManifest manifest =
                ImageManifest.builder().layer(describe(bytes(55))).build();

        assertThatThrownBy(() -> repository().put(V1, manifest)).isInstanceOf(InvalidManifestException.class);
        assertThat(repository().manifest(V1)).isEmpty();
        assertThat(repository().manifest(manifest.digest())).isEmpty();
    }

    @Test
    void an_index_whose_manifest_is_missing_is_refused() {
        assumeTrue(contract().refusesManifestsWithoutChildren());
        ImageIndex index =
                ImageIndex.builder().manifest(manifest("absent").descriptor()).build();

        assertThatThrownBy(() -> repository().put(V1, index)).isInstanceOf(InvalidManifestException.class);
    }

    @Test
    void a_manifest_is_addressed_by_sha_512() {
        assumeTrue(contract().takesSha512());
        byte[] bytes = manifest("one").bytes();
        Manifest manifest = Manifest.parse(bytes, MediaTypes.IMAGE_MANIFEST, DigestAlgorithm.SHA512);

        repository().put(manifest.digest(), manifest);

        assertThat(repository().resolve(manifest.digest()))
                .contains(manifest.descriptor().bare());
        Manifest back = repository().manifest(manifest.digest()).orElseThrow();
        assertThat(back.bytes()).isEqualTo(bytes);
        assertThat(back.digest()).isEqualTo(manifest.digest());
    }
}
