/** The examples of docs/testing.md, which are compiled and run. */
@NullMarked
package dev.portolan.guide;

import org.jspecify.annotations.NullMarked;
