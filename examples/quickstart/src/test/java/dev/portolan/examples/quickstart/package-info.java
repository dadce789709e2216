/** The programs of the README, and the quick start itself. */
@NullMarked
package dev.portolan.examples.quickstart;

import org.jspecify.annotations.NullMarked;
