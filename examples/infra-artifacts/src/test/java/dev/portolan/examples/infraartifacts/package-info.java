/** What infrastructure artifacts promise, shown. */
@NullMarked
package dev.portolan.examples.infraartifacts;

import org.jspecify.annotations.NullMarked;
