package dev.portolan.cli;

import dev.portolan.port.Credential;
import dev.portolan.testkit.contract.DistributionContract;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The conformance suite's requests to {@code portolan serve --layout}, where only the login lets one in. */
class ServeLayoutConformanceTest extends DistributionContract {
    @TempDir
    static Path directory;

    private static ServeProcess serve;

    @BeforeAll
    static void start() {
        serve = ServeProcess.start("--layout", directory, "--auth", "alice:secret");
    }

    @AfterAll
    static void stop() {
        serve.close();
    }

    @Override
    protected URI registry() {
        return serve.address();
    }

    @Override
    protected Optional<Credential> credential() {
        return Optional.of(Credential.password("alice", "secret"));
    }
}
