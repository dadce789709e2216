/** Bounded parallel work, and streams that pass bytes between threads or tell how many were read. */
@NullMarked
package dev.portolan.internal.work;

import org.jspecify.annotations.NullMarked;
