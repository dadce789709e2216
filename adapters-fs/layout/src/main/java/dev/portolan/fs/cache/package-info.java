/** Caches on disk, which several processes may share. */
@NullMarked
package dev.portolan.fs.cache;

import org.jspecify.annotations.NullMarked;
