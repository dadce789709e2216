/** Bounded work: tasks side by side, bytes between threads and in memory, streams that report. */
@NullMarked
package dev.portolan.internal.work;

import org.jspecify.annotations.NullMarked;
