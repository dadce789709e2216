/** Tests. */
@NullMarked
package dev.portolan.maven;

import org.jspecify.annotations.NullMarked;
