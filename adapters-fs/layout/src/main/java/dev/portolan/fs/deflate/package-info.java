/**
 * DEFLATE (RFC 1951) with the same output everywhere. What {@code java.util.zip} gives depends on the zlib that the
 * JDK was built with, or that the system has: zlib, zlib-ng, a version with hardware support. Not for users.
 */
@NullMarked
package dev.portolan.fs.deflate;

import org.jspecify.annotations.NullMarked;
