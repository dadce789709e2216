/** An example of the SDK at work. */
@NullMarked
package dev.portolan.examples.quickstart;

import org.jspecify.annotations.NullMarked;
