/** AssertJ assertions for manifests, repositories and the requests to a server. */
@NullMarked
package dev.portolan.testkit.assertion;

import org.jspecify.annotations.NullMarked;
