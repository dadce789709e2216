package dev.portolan.port;

/**
 * An optional capability of a repository or transport; see {@link ContentStore#capability} and {@link
 * Transport#capability}.
 *
 * @since 0.1.0
 */
public interface Capability {}
