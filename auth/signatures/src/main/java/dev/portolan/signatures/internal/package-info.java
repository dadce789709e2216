/** Classes that all signature formats share. */
@NullMarked
package dev.portolan.signatures.internal;

import org.jspecify.annotations.NullMarked;
