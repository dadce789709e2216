/** Portolan's core: the model, the ports, the copy engine, artifacts and errors. Uses neither HTTP nor files. */
@SuppressWarnings("module") // the adapters are compiled after this and are not found yet
module dev.portolan.core {
    requires tools.jackson.core;
    requires static transitive org.jspecify;

    exports dev.portolan;
    exports dev.portolan.artifact;
    exports dev.portolan.cache;
    exports dev.portolan.content;
    exports dev.portolan.copy;
    exports dev.portolan.error;
    exports dev.portolan.model;
    exports dev.portolan.port;
    exports dev.portolan.signature;
    exports dev.portolan.internal.json to
            dev.portolan.archive,
            dev.portolan.auth,
            dev.portolan.fs,
            dev.portolan.http,
            dev.portolan.registry,
            dev.portolan.signatures,
            dev.portolan.testkit;
    exports dev.portolan.internal.names to
            dev.portolan.fs;
    exports dev.portolan.internal.work to
            dev.portolan.archive,
            dev.portolan.fs,
            dev.portolan.http;
}
