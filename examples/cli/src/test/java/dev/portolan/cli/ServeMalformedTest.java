package dev.portolan.cli;

import dev.portolan.testkit.contract.MalformedRequestsContract;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are almost right to {@code portolan serve --layout}. */
class ServeMalformedTest extends MalformedRequestsContract {
    @TempDir
    static Path layouts;

    private static ServeProcess serve;

    @BeforeAll
    static void start() {
        serve = ServeProcess.start("--layout", layouts);
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
