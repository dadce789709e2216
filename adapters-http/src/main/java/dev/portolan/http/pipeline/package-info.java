/** The parts between an endpoint and the sender: redirects, retry and throttling. */
@NullMarked
package dev.portolan.http.pipeline;

import org.jspecify.annotations.NullMarked;
