/** A registry in a test: distribution-spec over any transport, with the odd ways of real registries and with faults. */
@NullMarked
package dev.portolan.registry.server;

import org.jspecify.annotations.NullMarked;
