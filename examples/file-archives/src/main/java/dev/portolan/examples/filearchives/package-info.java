/** An example of the SDK at work. */
@NullMarked
package dev.portolan.examples.filearchives;

import org.jspecify.annotations.NullMarked;
