/** An in-memory transport, a registry server, contracts and assertions for tests. */
@SuppressWarnings("requires-automatic")
module dev.portolan.testkit {
    requires transitive dev.portolan.core;
    requires static transitive org.jspecify;
    requires java.net.http;
    requires transitive org.junit.jupiter.api;
    requires transitive org.assertj.core;
    requires static dagger;
    requires static jakarta.inject;

    exports dev.portolan.testkit.assertion;
    exports dev.portolan.testkit.contract;
    exports dev.portolan.testkit.dagger;
    exports dev.portolan.testkit.fixture;
    exports dev.portolan.testkit.junit;
    exports dev.portolan.testkit.memory;
    exports dev.portolan.testkit.peer;
    exports dev.portolan.testkit.server;
    exports dev.portolan.testkit.tls;

    opens dev.portolan.testkit.contract;
}
