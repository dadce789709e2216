package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Deletes;
import dev.portolan.port.Repository;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names from layouts and archives that no registry has are refused before the first request. */
class NamesTest {
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "other/manifests/v1",
                "../../other/manifests/v1",
                "docker.io/library/alpine:3.18",
                "v1?digest=sha256:0",
                "v1#x",
                "v1 v2",
                "%2e%2e",
                ".hidden",
                "-v1",
                "v+1",
                "é",
                "v1@sha256"
            })
    void a_name_that_is_not_a_tag_is_never_put_into_a_url(String name) {
        Tag tag = Tag.ofRefName(name);
        Repository repository = registry.repository();

        assertThatThrownBy(() -> repository.put(tag, MANIFEST)).isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(() -> repository.manifest(tag)).isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(() -> repository.resolve(tag)).isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(
                        () -> repository.capability(Deletes.class).orElseThrow().untag(tag))
                .isInstanceOf(InvalidReferenceException.class);
        assertThat(registry.requests()).isEmpty();
    }
}
