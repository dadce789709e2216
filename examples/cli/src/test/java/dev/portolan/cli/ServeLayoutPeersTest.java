package dev.portolan.cli;

import dev.portolan.port.Credential;
import dev.portolan.testkit.contract.PeersContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** oras, crane and skopeo with {@code portolan serve --layout --auth}. */
class ServeLayoutPeersTest extends PeersContract {
    @TempDir
    static Path layouts;

    private static ServeProcess serve;

    @BeforeAll
    static void start() {
        serve = ServeProcess.start("--layout", layouts, "--auth", "alice:secret");
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
