/** A program that tests any registry against distribution-spec 1.1. */
module dev.portolan.contract {
    requires transitive dev.portolan.core;
    requires dev.portolan.testkit;
    requires static transitive org.jspecify;
    requires org.junit.platform.launcher;
    requires org.junit.jupiter.engine;

    exports dev.portolan.contract;
}
