/** Repositories in memory: a complete and fast transport, for tests and for programs that store nothing. */
@NullMarked
package dev.portolan.registry.memory;

import org.jspecify.annotations.NullMarked;
