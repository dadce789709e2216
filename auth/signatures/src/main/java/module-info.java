/** Signs and verifies OCI artifacts: cosign, the Notary Project and containers' policy.json. Needs only the JDK. */
module dev.portolan.signatures {
    requires transitive dev.portolan.core;
    requires static transitive org.jspecify;

    exports dev.portolan.signatures;
    exports dev.portolan.signatures.containers;
    exports dev.portolan.signatures.cosign;
    exports dev.portolan.signatures.notation;
}
