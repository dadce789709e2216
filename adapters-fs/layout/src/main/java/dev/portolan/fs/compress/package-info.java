/** gzip and zstd: detection, reading with limits, and writing. Not for users. */
@NullMarked
package dev.portolan.fs.compress;

import org.jspecify.annotations.NullMarked;
