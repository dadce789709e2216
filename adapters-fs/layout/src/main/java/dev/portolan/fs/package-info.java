/** OCI layouts, tar archives, packing and file archives on disk. */
@NullMarked
package dev.portolan.fs;

import org.jspecify.annotations.NullMarked;
