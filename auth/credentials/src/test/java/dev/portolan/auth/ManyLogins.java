package dev.portolan.auth;

import dev.portolan.port.Credential;
import java.nio.file.Path;
import java.util.Map;

/** A program that logs in many times: its arguments are the file and the beginning of the registries' names. */
final class ManyLogins {
    static final int COUNT = 50;
    static final Credential CREDENTIAL = Credential.password("alice", "secret");

    private ManyLogins() {}

    public static void main(String[] args) {
        CredentialHelpers helpers = CredentialHelpers.of(UserEnvironment.of(Map.of(), Path.of("/nonexistent")));
        CredentialStore store = CredentialStore.of(Path.of(args[0]), helpers);
        for (int i = 0; i < COUNT; i++) {
            store.login(args[1] + i + ".example", CREDENTIAL);
        }
    }
}
