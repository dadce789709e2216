/** An example of the SDK at work. */
@NullMarked
package dev.portolan.examples.infraartifacts;

import org.jspecify.annotations.NullMarked;
