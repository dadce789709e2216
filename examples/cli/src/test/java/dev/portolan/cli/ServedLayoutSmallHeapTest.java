package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The registry is ours, in a heap of 32 MiB too. */
class ServedLayoutSmallHeapTest extends SmallHeapTests {
    private static Process serve;
    private static String host;

    @BeforeAll
    static void start(@TempDir Path served) throws Exception {
        serve = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--layout",
                        served.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = serve.inputReader().readLine();
        assertThat(line).startsWith("Serving ");
        host = line.substring("Serving ".length());
    }

    @AfterAll
    static void stop() {
        serve.destroyForcibly().onExit().join();
    }

    @Override
    String host() {
        return host;
    }
}
