/** Tests. */
@NullMarked
package dev.portolan.contract;

import org.jspecify.annotations.NullMarked;
