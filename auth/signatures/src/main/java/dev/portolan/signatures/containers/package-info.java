/** The policy.json of Podman, Skopeo and CRI-O. */
@NullMarked
package dev.portolan.signatures.containers;

import org.jspecify.annotations.NullMarked;
