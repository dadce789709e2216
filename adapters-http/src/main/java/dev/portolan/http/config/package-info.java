/** What can be told to the HTTP adapter about hosts, and what it tells of its requests. */
@NullMarked
package dev.portolan.http.config;

import org.jspecify.annotations.NullMarked;
