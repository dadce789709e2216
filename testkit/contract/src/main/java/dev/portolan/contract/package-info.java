/** Runs the test kit's contract for registries as a program. */
@NullMarked
package dev.portolan.contract;

import org.jspecify.annotations.NullMarked;
