/** gzip and zstd: detection, reading with limits, and writing. Internal. */
@NullMarked
package dev.portolan.fs.compress;

import org.jspecify.annotations.NullMarked;
