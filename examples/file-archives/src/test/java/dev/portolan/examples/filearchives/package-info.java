/** What file archives promise, shown over HTTP. */
@NullMarked
package dev.portolan.examples.filearchives;

import org.jspecify.annotations.NullMarked;
