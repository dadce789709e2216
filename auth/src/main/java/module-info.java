/** Where credentials come from. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.portolan.auth {
    requires transitive dev.portolan.core;
    requires static transitive org.jspecify;
    requires tools.jackson.databind;
    requires static transitive dagger;
    requires static transitive jakarta.inject;

    exports dev.portolan.auth.dagger;
}
