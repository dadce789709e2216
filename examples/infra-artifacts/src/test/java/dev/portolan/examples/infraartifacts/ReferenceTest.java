package dev.portolan.examples.infraartifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Digest;
import dev.portolan.model.RegistryReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The references that artifacts have; the SDK reads them. */
class ReferenceTest {

    @ParameterizedTest
    @CsvSource({
        "ghcr.io/myorg/mycomponent:v1.0.0, ghcr.io, myorg/mycomponent, v1.0.0",
        "nginx, docker.io, library/nginx, latest",
        "nginx:1.27, docker.io, library/nginx, 1.27",
        "myorg/myapp, docker.io, myorg/myapp, latest",
        "localhost/myapp, localhost, myapp, latest",
        "localhost:5000/myorg/myapp:v1, localhost:5000, myorg/myapp, v1",
    })
    void a_reference_has_its_parts_with_the_defaults_of_docker_hub(
            String text, String registry, String repository, String tag) {
        RegistryReference reference = RegistryReference.parse(text);

        assertThat(reference.registry()).isEqualTo(registry);
        assertThat(reference.repository()).isEqualTo(repository);
        assertThat(reference.tag()).hasToString("Optional[" + tag + "]");
        assertThat(reference).hasToString(registry + "/" + repository + ":" + tag);
        assertThat(RegistryReference.parse(reference.toString())).isEqualTo(reference);
    }

    @Test
    void a_reference_has_a_digest_and_prints_it() {
        Digest digest = Digest.sha256(new byte[0]);

        RegistryReference reference = RegistryReference.parse("ghcr.io/myorg/mycomponent@" + digest);

        assertThat(reference.digest()).contains(digest);
        assertThat(reference).hasToString("ghcr.io/myorg/mycomponent@" + digest);
    }
}
