package dev.portolan.signatures.cosign;

/**
 * The forms in which cosign stores signatures.
 *
 * @since 0.1.0
 */
public enum CosignForm {
    /** A Sigstore bundle in a referrer of the manifest: the default of cosign 3. */
    BUNDLE,
    /** A layer of the manifest under the tag {@code sha256-HEX.sig}: cosign 1 and 2, Podman, Skopeo, Kyverno, Flux. */
    TAG
}
