/** AssertJ assertions for manifests, repositories and the requests that a server took. */
@NullMarked
package dev.portolan.testkit.assertion;

import org.jspecify.annotations.NullMarked;
