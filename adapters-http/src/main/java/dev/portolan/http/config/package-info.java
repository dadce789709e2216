/** Settings per host, and listeners for requests. */
@NullMarked
package dev.portolan.http.config;

import org.jspecify.annotations.NullMarked;
