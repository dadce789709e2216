/** Other programs for tests: docker-registry, skopeo, oras, crane. */
@NullMarked
package dev.portolan.testkit.peer;

import org.jspecify.annotations.NullMarked;
