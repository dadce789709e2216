/** Content that can be opened again, sinks, ranges, and the verifier. */
@NullMarked
package dev.portolan.content;

import org.jspecify.annotations.NullMarked;
