/**
 * Caches in memory, and a transport that answers from caches what need not be asked for again.
 *
 * <p>What is addressed by a digest can be kept for ever: it cannot change. What a tag names can: it is remembered for
 * a time, and only where a manifest is read by its tag. Whoever resolves a tag, or is about to write, is always told
 * by the place itself.
 */
@NullMarked
package dev.portolan.cache;

import org.jspecify.annotations.NullMarked;
