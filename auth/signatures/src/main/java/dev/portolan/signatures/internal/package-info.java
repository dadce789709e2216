/** What the formats share. */
@NullMarked
package dev.portolan.signatures.internal;

import org.jspecify.annotations.NullMarked;
