/**
 * OCI image layouts in directories and tar archives: repositories on disk, their verification and garbage collection.
 */
@NullMarked
package dev.portolan.fs.layout;

import org.jspecify.annotations.NullMarked;
