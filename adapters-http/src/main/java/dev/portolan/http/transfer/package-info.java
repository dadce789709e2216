/** Blobs on their way: downloads that go on after a break, and uploads. */
@NullMarked
package dev.portolan.http.transfer;

import org.jspecify.annotations.NullMarked;
