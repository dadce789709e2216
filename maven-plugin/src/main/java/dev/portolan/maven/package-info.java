/** The goals of portolan-maven-plugin. */
@NullMarked
package dev.portolan.maven;

import org.jspecify.annotations.NullMarked;
