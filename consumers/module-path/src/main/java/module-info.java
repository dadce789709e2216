/** A program on the module path that requires every module it can. */
module com.example.modules {
    requires dev.portolan.archive;
    requires dev.portolan.auth;
    requires dev.portolan.core;
    requires dev.portolan.fs;
    requires dev.portolan.http;
    requires dev.portolan.registry;
    requires dev.portolan.signatures;
}
