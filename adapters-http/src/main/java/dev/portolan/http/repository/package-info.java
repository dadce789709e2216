/**
 * Repositories of registries: a method for each endpoint of distribution-spec, and above them uploads, downloads,
 * mirrors and referrers.
 */
@NullMarked
package dev.portolan.http.repository;

import org.jspecify.annotations.NullMarked;
