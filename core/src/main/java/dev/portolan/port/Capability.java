package dev.portolan.port;

/** What not every place can do; asked for with {@link ContentStore#capability} or {@link Transport#capability}. */
public interface Capability {}
