/** Tests. */
@NullMarked
package dev.portolan.examples.modelpack;

import org.jspecify.annotations.NullMarked;
