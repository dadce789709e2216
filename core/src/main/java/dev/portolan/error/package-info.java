/** The failures that every part of Portolan throws: one sealed family. */
@NullMarked
package dev.portolan.error;

import org.jspecify.annotations.NullMarked;
