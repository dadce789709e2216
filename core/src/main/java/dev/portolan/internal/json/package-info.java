/** Reads and writes JSON; the only package that uses Jackson. */
@NullMarked
package dev.portolan.internal.json;

import org.jspecify.annotations.NullMarked;
