/** Bytes on their way: content that can be opened again, sinks, ranges, and the one verifier. */
@NullMarked
package dev.portolan.content;

import org.jspecify.annotations.NullMarked;
