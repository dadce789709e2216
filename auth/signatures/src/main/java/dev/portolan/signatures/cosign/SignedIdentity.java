package dev.portolan.signatures.cosign;

import dev.portolan.model.Reference;

/**
 * Compares the signed name with the requested one. The tag form signs a name; a bundle signs none, and is only known to
 * have been found in the repository.
 *
 * @since 0.1.0
 */
public interface SignedIdentity {
    /** Accepts every name, as {@code cosign verify --key} does. */
    SignedIdentity ANY = new SignedIdentity() {
        @Override
        public boolean accepts(Reference wanted, String signed) {
            return true;
        }

        @Override
        public boolean acceptsUnnamed(Reference wanted) {
            return true;
        }
    };

    /** Returns whether a signature for this name is accepted for the reference. */
    boolean accepts(Reference wanted, String signed);

    /** Returns whether a signature without a name is accepted for the reference. */
    boolean acceptsUnnamed(Reference wanted);
}
