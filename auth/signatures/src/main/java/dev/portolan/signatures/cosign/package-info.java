/** Cosign's formats: Sigstore bundles and the tag form. */
@NullMarked
package dev.portolan.signatures.cosign;

import org.jspecify.annotations.NullMarked;
