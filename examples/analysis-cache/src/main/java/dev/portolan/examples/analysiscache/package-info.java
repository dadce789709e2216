/** An example of the SDK at work. */
@NullMarked
package dev.portolan.examples.analysiscache;

import org.jspecify.annotations.NullMarked;
