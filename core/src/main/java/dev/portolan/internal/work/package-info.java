/** Bounded parallel work. */
@NullMarked
package dev.portolan.internal.work;

import org.jspecify.annotations.NullMarked;
