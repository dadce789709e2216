/** Blocks of the data of file archives, kept in memory or on disk, and how often caches helped. */
@NullMarked
package dev.portolan.archive.cache;

import org.jspecify.annotations.NullMarked;
