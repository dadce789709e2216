/** A program that uses every published module. */
module com.example.image {
    requires dev.portolan.http;
    requires dev.portolan.archive;
    requires dev.portolan.auth;
    requires dev.portolan.signatures;
    requires dev.portolan.testkit;
}
