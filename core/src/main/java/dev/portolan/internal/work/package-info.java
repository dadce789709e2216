/** Bounded parallel work, streams that pass bytes between threads or tell how many were read, and bounded memory. */
@NullMarked
package dev.portolan.internal.work;

import org.jspecify.annotations.NullMarked;
