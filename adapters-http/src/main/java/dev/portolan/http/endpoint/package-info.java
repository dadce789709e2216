/** One method for each endpoint of distribution-spec. */
@NullMarked
package dev.portolan.http.endpoint;

import org.jspecify.annotations.NullMarked;
