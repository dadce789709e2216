package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class PredicateTypeArgumentTest {
    @ParameterizedTest
    @CsvSource({
        "cyclonedx, https://cyclonedx.org/bom",
        "SPDX, https://spdx.dev/Document",
        "spdxjson, https://spdx.dev/Document",
        "slsa, https://slsa.dev/provenance/v1",
        "slsaprovenance, https://slsa.dev/provenance/v0.2",
        "slsaprovenance02, https://slsa.dev/provenance/v0.2",
        "slsaprovenance1, https://slsa.dev/provenance/v1",
        "vuln, https://cosign.sigstore.dev/attestation/vuln/v1",
        "openvex, https://openvex.dev/ns",
        "link, https://in-toto.io/Link/v1",
        "custom, https://cosign.sigstore.dev/attestation/v1",
        "https://example.com/review, https://example.com/review"
    })
    void the_names_of_cosign_are_known(String name, String type) {
        assertThat(new PredicateTypeArgument().convert(name)).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sbom", "slsaprovenance2", "a b:c"})
    void other_names_are_refused(String name) {
        assertThatThrownBy(() -> new PredicateTypeArgument().convert(name))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("is not cyclonedx, spdx, slsa");
    }
}
