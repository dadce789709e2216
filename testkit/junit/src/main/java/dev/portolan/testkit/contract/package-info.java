/**
 * Contracts: abstract JUnit 5 classes, one for each port, that hold every implementation to what the port promises.
 * Extend one in your own tests, say how your adapter is made, and its tests run against it.
 */
@NullMarked
package dev.portolan.testkit.contract;

import org.jspecify.annotations.NullMarked;
