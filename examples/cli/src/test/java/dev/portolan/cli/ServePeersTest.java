package dev.portolan.cli;

import dev.portolan.testkit.contract.PeersContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** oras, crane and skopeo with {@code portolan serve} in memory, open to all. */
class ServePeersTest extends PeersContract {
    private static ServeProcess serve;

    @BeforeAll
    static void start() {
        serve = ServeProcess.start();
    }

    @AfterAll
    static void stop() {
        serve.close();
    }

    @Override
    protected String host() {
        return serve.host();
    }
}
