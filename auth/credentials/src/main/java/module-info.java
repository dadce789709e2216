/** Finds and stores credentials. */
@SuppressWarnings("requires-automatic")
module dev.portolan.auth {
    requires transitive dev.portolan.core;
    requires static transitive org.jspecify;
    requires static dagger;
    requires static jakarta.inject;

    exports dev.portolan.auth;
    exports dev.portolan.auth.dagger;
}
