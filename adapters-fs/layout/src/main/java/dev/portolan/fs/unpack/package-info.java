/** Unpacking: tars from strangers become directories, and artifacts become files. */
@NullMarked
package dev.portolan.fs.unpack;

import org.jspecify.annotations.NullMarked;
