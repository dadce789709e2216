/** What the analysis cache promises, shown. */
@NullMarked
package dev.portolan.examples.analysiscache;

import org.jspecify.annotations.NullMarked;
