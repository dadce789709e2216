/**
 * Caches in memory, and a transport that reads from caches.
 *
 * <p>Content that is addressed by a digest never changes, so it can be cached forever. The manifest of a tag can
 * change, so it is cached for a limited time, and only for reads. Resolving a tag and writing always use the repository
 * itself.
 */
@NullMarked
package dev.portolan.cache;

import org.jspecify.annotations.NullMarked;
