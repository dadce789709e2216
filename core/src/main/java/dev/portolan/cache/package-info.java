/** Decorators that remember what a repository said. */
@NullMarked
package dev.portolan.cache;

import org.jspecify.annotations.NullMarked;
