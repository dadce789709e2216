/** Registries over HTTP, by the OCI distribution specification. */
@SuppressWarnings("requires-automatic")
module dev.portolan.http {
    requires transitive dev.portolan.core;
    requires static transitive org.jspecify;
    requires java.net.http;
    requires static dagger;
    requires static jakarta.inject;

    exports dev.portolan.http;
    exports dev.portolan.http.config;
    exports dev.portolan.http.dagger;
}
