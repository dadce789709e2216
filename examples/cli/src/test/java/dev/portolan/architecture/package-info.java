/**
 * The rules of docs/architecture.md as tests. They stand here because this module alone sees all others.
 */
@NullMarked
package dev.portolan.architecture;

import org.jspecify.annotations.NullMarked;
