/** File archives as {@link java.nio.file.FileSystem}s. */
@NullMarked
package dev.portolan.archive.nio;

import org.jspecify.annotations.NullMarked;
