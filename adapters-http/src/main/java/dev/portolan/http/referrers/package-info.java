/** What refers to a manifest: the registry's own list, and the tag that stands in for it. */
@NullMarked
package dev.portolan.http.referrers;

import org.jspecify.annotations.NullMarked;
