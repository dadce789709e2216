/** The specification's values: immutable, validated when made, free of input and output. */
@NullMarked
package dev.portolan.model;

import org.jspecify.annotations.NullMarked;
