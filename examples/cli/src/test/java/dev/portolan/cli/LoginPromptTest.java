package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts on a real terminal, which {@code script} of util-linux makes. */
@EnabledOnOs(OS.LINUX)
class LoginPromptTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final int CONTROL_C = 3;

    @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest
    @ValueSource(strings = {"Username for localhost:1: ", "Password for localhost:1: "})
    void control_c_at_a_prompt_ends_with_one_line(String prompt) throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "script is not installed");
        assumeTrue(succeeds(SCRIPT.toString(), "-qec", "true", "/dev/null"), "there are no terminals");
        assumeTrue(succeeds("env", "--default-signal=INT", "true"), "env cannot reset signals");
        String user = prompt.startsWith("Password") ? " -u me" : "";
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(List.of(
                        SCRIPT.toString(),
                        "-qefc",
                        // A build in the background ignores SIGINT, and its children would, too.
                        "env --default-signal=INT " + java + " -XX:TieredStopAtLevel=1 -cp '"
                                + System.getProperty("java.class.path") + "' " + Main.class.getName()
                                + " login localhost:1" + user,
                        "/dev/null"))
                .redirectErrorStream(true)
                .start();
        try (InputStream screen = process.getInputStream();
                OutputStream keyboard = process.getOutputStream()) {
            StringBuilder shown = new StringBuilder();
            while (!shown.toString().endsWith(prompt)) {
                int next = screen.read();
                assertThat(next).as("ended after " + shown).isNotNegative();
                shown.append((char) next);
            }
            keyboard.write(CONTROL_C);
            keyboard.flush();
            String rest = new String(screen.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(rest).contains("portolan: interrupted").doesNotContain("Exception");
            assertThat(rest.strip().lines().filter(line -> line.contains("portolan:")))
                    .hasSize(1);
            assertThat(process.exitValue()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }
}
