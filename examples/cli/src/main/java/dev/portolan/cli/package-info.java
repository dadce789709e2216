/** The {@code portolan} command. */
@NullMarked
package dev.portolan.cli;

import org.jspecify.annotations.NullMarked;
