/** The engine that moves graphs of content from one place to another. */
@NullMarked
package dev.portolan.copy;

import org.jspecify.annotations.NullMarked;
