/** Caches for file archives: in memory, and blocks of data on disk. */
@NullMarked
package dev.portolan.fs.archive.cache;

import org.jspecify.annotations.NullMarked;
