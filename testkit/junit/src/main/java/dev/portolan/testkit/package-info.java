/** An in-memory transport, a registry server, contracts and assertions for tests. */
@NullMarked
package dev.portolan.testkit;

import org.jspecify.annotations.NullMarked;
