/** Packs files and directories as the layers of an artifact. */
@NullMarked
package dev.portolan.fs.pack;

import org.jspecify.annotations.NullMarked;
