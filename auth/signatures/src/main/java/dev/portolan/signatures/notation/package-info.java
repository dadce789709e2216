/** The Notary Project's formats: JWS and COSE, trust stores and trust policies. */
@NullMarked
package dev.portolan.signatures.notation;

import org.jspecify.annotations.NullMarked;
