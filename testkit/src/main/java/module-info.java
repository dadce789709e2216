/** An in-memory transport, a registry server, contracts and assertions for tests. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.portolan.testkit {
    requires transitive dev.portolan.core;
    requires static transitive org.jspecify;
    requires transitive jdk.httpserver;
    requires transitive org.junit.jupiter.api;
    requires transitive org.assertj.core;
    requires static transitive dagger;
    requires static transitive jakarta.inject;

    exports dev.portolan.testkit.dagger;
}
