/** What the registry server asks of a repository in addition to the ports, so that each page of a list costs the same. */
@NullMarked
package dev.portolan.registry.list;

import org.jspecify.annotations.NullMarked;
