/** Repositories in memory: a transport that is whole and fast, for tests and for programs that keep nothing. */
@NullMarked
package dev.portolan.registry.memory;

import org.jspecify.annotations.NullMarked;
