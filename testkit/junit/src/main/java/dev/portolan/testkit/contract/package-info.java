/**
 * Contracts: abstract JUnit 5 classes, one for each port, that test whether an implementation follows the port's
 * contract. Extend one in your own tests and create your adapter in it.
 */
@NullMarked
package dev.portolan.testkit.contract;

import org.jspecify.annotations.NullMarked;
