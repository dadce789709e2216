/** JSON in and out. The only place that knows Jackson. */
@NullMarked
package dev.portolan.internal.json;

import org.jspecify.annotations.NullMarked;
