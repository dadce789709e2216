/**
 * Signatures: what signs a manifest, what verifies it, and what a policy trusts. The formats are in
 * portolan-signatures.
 */
@NullMarked
package dev.portolan.signature;

import org.jspecify.annotations.NullMarked;
