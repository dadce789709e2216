/** The index of a file archive: its FlatBuffers format, read in place and written. */
@NullMarked
package dev.portolan.archive.index;

import org.jspecify.annotations.NullMarked;
