/** What packing, unpacking and the caches share of the file system; not for users. */
@NullMarked
package dev.portolan.fs.files;

import org.jspecify.annotations.NullMarked;
