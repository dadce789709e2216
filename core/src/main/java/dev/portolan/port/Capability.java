package dev.portolan.port;

/**
 * What not every place can do; asked for with {@link ContentStore#capability} or {@link Transport#capability}.
 *
 * @since 0.1.0
 */
public interface Capability {}
