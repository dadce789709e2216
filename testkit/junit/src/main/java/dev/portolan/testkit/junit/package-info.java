/** A registry for a JUnit 5 test: started, injected, stopped. */
@NullMarked
package dev.portolan.testkit.junit;

import org.jspecify.annotations.NullMarked;
