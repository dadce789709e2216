/** Where credentials come from. */
@NullMarked
package dev.portolan.auth;

import org.jspecify.annotations.NullMarked;
