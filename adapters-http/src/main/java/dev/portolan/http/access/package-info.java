/** Who is asking: challenges, scopes and tokens. */
@NullMarked
package dev.portolan.http.access;

import org.jspecify.annotations.NullMarked;
