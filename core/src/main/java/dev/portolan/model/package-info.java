/** The values of the specification: immutable, validated on construction, without input and output. */
@NullMarked
package dev.portolan.model;

import org.jspecify.annotations.NullMarked;
