/** What takes the time, measured with JMH in a warm JVM. */
@NullMarked
package dev.portolan.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
