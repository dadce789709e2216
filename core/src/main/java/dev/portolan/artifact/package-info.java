/** Artifacts: what users push, pull, attach and look at. */
@NullMarked
package dev.portolan.artifact;

import org.jspecify.annotations.NullMarked;
