package dev.portolan.examples.analysiscache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.model.Digest;
import dev.portolan.model.RegistryReference;
import dev.portolan.model.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The references that the program is called with; the SDK reads them. */
class ReferenceTest {

    @ParameterizedTest
    @CsvSource({
        "oci://ghcr.io/org/lei-cache:2026-02-05, ghcr.io, org/lei-cache, 2026-02-05",
        "ghcr.io/org/lei-cache:2026-02-05, ghcr.io, org/lei-cache, 2026-02-05",
        "ghcr.io/org/lei-cache, ghcr.io, org/lei-cache, latest",
        "oci://registry.example.com:8443/a/b/c/d:v1, registry.example.com:8443, a/b/c/d, v1",
        "localhost:5000/lei-cache, localhost:5000, lei-cache, latest",
    })
    void a_reference_has_a_registry_a_repository_and_a_tag(
            String text, String registry, String repository, String tag) {
        RegistryReference reference = RegistryReference.parse(text);

        assertThat(reference.registry()).isEqualTo(registry);
        assertThat(reference.repository()).isEqualTo(repository);
        assertThat(reference.tag()).contains(Tag.of(tag));
        assertThat(reference.digest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "oci://", "localhost:5000/"})
    void a_digest_is_a_digest_and_not_a_tag(String prefix) {
        Digest digest = Digest.sha256(new byte[0]);
        String registry = prefix.equals("localhost:5000/") ? prefix : prefix + "ghcr.io/";

        RegistryReference reference = RegistryReference.parse(registry + "org/lei-cache@" + digest);

        assertThat(reference.repository()).isEqualTo("org/lei-cache");
        assertThat(reference.digest()).contains(digest);
        assertThat(reference.tag()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ghcr.io/org/Lei:v1 | must not contain \"L\" (character 13)",
                "ghcr.io/org/lei:bad tag | tag \"bad tag\" is malformed",
                "ghcr.io/org/lei@sha256:abc | sha256 has 64 hexadecimal digits, not 3",
                "ghcr.io//lei | the repository name has an empty part",
                "ghcr.io:99999/lei | the registry \"ghcr.io:99999\" is not a host with an optional port",
                "oci:// | there is no repository name",
            })
    void the_error_for_a_malformed_reference_says_what_is_wrong_and_where(String text, String reason) {
        assertThatExceptionOfType(InvalidReferenceException.class)
                .isThrownBy(() -> RegistryReference.parse(text))
                .withMessageContaining("\"" + text + "\"")
                .withMessageContaining(reason);
    }
}
