/** Registries over HTTP, by the OCI distribution specification. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.portolan.http {
    requires transitive dev.portolan.core;
    requires static transitive org.jspecify;
    requires java.net.http;
    requires static transitive dagger;
    requires static transitive jakarta.inject;

    exports dev.portolan.http.dagger;
}
