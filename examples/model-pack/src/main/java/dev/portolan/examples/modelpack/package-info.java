/** An example of the SDK at work. */
@NullMarked
package dev.portolan.examples.modelpack;

import org.jspecify.annotations.NullMarked;
