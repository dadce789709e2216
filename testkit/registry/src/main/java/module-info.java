/** An in-memory transport and a registry server with faults on demand, for tests. */
@SuppressWarnings({"requires-automatic", "module"}) // the module with the contracts is compiled after this one
module dev.portolan.registry {
    requires transitive dev.portolan.core;
    requires static transitive org.jspecify;
    requires static dagger;
    requires static jakarta.inject;

    exports dev.portolan.registry.dagger;
    exports dev.portolan.registry.memory;
    exports dev.portolan.registry.server;
    exports dev.portolan.registry.tls;
}
