package dev.portolan.cli;

import dev.portolan.port.Credential;
import dev.portolan.testkit.contract.PeersContract;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** oras, crane and skopeo with {@code portolan serve} in memory, and with tokens. */
class ServeTokenPeersTest extends PeersContract {
    private static ServeProcess serve;

    @BeforeAll
    static void start() {
        serve = ServeProcess.start("--auth", "alice:secret", "--token");
    }

    @AfterAll
    static void stop() {
        serve.close();
    }

    @Override
    protected String host() {
        return serve.host();
    }

    @Override
    protected Optional<Credential> credential() {
        return Optional.of(Credential.password("alice", "secret"));
    }
}
