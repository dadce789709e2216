/** File system operations for packing, unpacking and caches. Internal. */
@NullMarked
package dev.portolan.fs.files;

import org.jspecify.annotations.NullMarked;
