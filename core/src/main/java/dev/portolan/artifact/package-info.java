/** Artifacts, which users push, pull, attach and inspect. */
@NullMarked
package dev.portolan.artifact;

import org.jspecify.annotations.NullMarked;
