package dev.portolan.signature;

/**
 * The predicate types of common attestations (in-toto attestation framework).
 *
 * @since 0.1.0
 */
public final class PredicateTypes {
    /** A CycloneDX SBOM. */
    public static final String CYCLONEDX = "https://cyclonedx.org/bom";
    /** An SPDX SBOM. */
    public static final String SPDX = "https://spdx.dev/Document";
    /** SLSA provenance, version 1. */
    public static final String SLSA_V1 = "https://slsa.dev/provenance/v1";

    private PredicateTypes() {}
}
