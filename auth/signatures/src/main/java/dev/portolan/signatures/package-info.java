/** Keys and signature algorithms. */
@NullMarked
package dev.portolan.signatures;

import org.jspecify.annotations.NullMarked;
