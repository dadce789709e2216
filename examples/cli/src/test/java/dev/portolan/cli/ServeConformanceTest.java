package dev.portolan.cli;

import dev.portolan.testkit.contract.DistributionContract;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The conformance suite's requests to {@code portolan serve} in memory. */
class ServeConformanceTest extends DistributionContract {
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
    protected URI registry() {
        return serve.address();
    }
}
