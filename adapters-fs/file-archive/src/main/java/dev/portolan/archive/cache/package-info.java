/** Caches for blocks of file archives, in memory or on disk, and their statistics. */
@NullMarked
package dev.portolan.archive.cache;

import org.jspecify.annotations.NullMarked;
