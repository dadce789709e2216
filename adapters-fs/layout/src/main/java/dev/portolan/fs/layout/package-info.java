/** OCI image layouts in directories and tar archives: repositories on disk, and their upkeep. */
@NullMarked
package dev.portolan.fs.layout;

import org.jspecify.annotations.NullMarked;
