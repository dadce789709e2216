package dev.portolan.cli;

import dev.portolan.testkit.contract.LoadContract;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Many clients of {@code portolan serve --layout}, whose heap is smaller than the transferred content. */
class ServeLoadTest extends LoadContract {
    @TempDir
    static Path layouts;

    private static ServeProcess serve;

    @BeforeAll
    static void start() {
        serve = ServeProcess.startInHeap("64m", "--layout", layouts);
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
