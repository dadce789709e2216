/** Signers, verifiers and trust policies. The formats are in portolan-signatures. */
@NullMarked
package dev.portolan.signature;

import org.jspecify.annotations.NullMarked;
