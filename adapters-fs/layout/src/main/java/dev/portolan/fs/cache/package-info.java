/** Caches on disk, shared by all processes that are given the same directory. */
@NullMarked
package dev.portolan.fs.cache;

import org.jspecify.annotations.NullMarked;
