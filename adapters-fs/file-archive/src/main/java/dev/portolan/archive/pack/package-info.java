/** Makes a file archive from a directory. */
@NullMarked
package dev.portolan.archive.pack;

import org.jspecify.annotations.NullMarked;
