package dev.portolan.cli;

import dev.portolan.signature.PredicateTypes;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The type of an attestation: a short name, ours or one of cosign's, or a URI. */
final class PredicateTypeArgument implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "cyclonedx" -> PredicateTypes.CYCLONEDX;
            case "spdx", "spdxjson" -> PredicateTypes.SPDX;
            case "slsa", "slsaprovenance1" -> PredicateTypes.SLSA_V1;
            case "slsaprovenance", "slsaprovenance02" -> "https://slsa.dev/provenance/v0.2";
            case "vuln" -> "https://cosign.sigstore.dev/attestation/vuln/v1";
            case "openvex" -> "https://openvex.dev/ns";
            case "link" -> "https://in-toto.io/Link/v1";
            case "custom" -> "https://cosign.sigstore.dev/attestation/v1";
            default -> {
                if (!text.matches("[A-Za-z][A-Za-z0-9+.-]*:.+")) {
                    throw new TypeConversionException(
                            "'" + text + "' is not cyclonedx, spdx, slsa, another name of cosign or a URI");
                }
                yield text;
            }
        };
    }
}
