/** Contracts, assertions, JUnit extensions, fixtures and peers for tests. */
module dev.portolan.testkit {
    requires transitive dev.portolan.core;
    requires transitive dev.portolan.registry;
    requires static transitive org.jspecify;
    requires java.net.http;
    requires transitive org.junit.jupiter.api;
    requires transitive org.assertj.core;
    requires org.junit.platform.commons;

    exports dev.portolan.testkit.assertion;
    exports dev.portolan.testkit.contract;
    exports dev.portolan.testkit.fixture;
    exports dev.portolan.testkit.junit;
    exports dev.portolan.testkit.peer;

    opens dev.portolan.testkit.contract;
}
