package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts of {@code portolan completion}. */
class CompletionTest {
    @TempDir
    Path work;

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void a_script_knows_commands_and_options(String shell) {
        assertThat(Cli.ok("completion", shell).out()).contains("copy", "referrers", "artifact-type", "from-username");
    }

    @Test
    void another_shell_is_refused_with_those_that_exist() {
        Cli cli = Cli.run("completion", "csh");

        assertThat(cli.exit()).isEqualTo(2);
        assertThat(cli.err()).contains("'csh' is not one of bash, zsh, fish");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void bash_completes_with_the_script() throws IOException, InterruptedException {
        Path script = Files.writeString(
                work.resolve("script"),
                Cli.ok("completion", "bash").out()
                        + "\nCOMP_WORDS=(portolan cop); COMP_CWORD=1; COMP_LINE='portolan cop'; COMP_POINT=12\n"
                        + "_complete_portolan; echo \"${COMPREPLY[@]}\"\n");
        Path out = work.resolve("out");

        Process bash = new ProcessBuilder("bash", script.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();

        assertThat(bash.waitFor()).isZero();
        assertThat(Files.readString(out).lines()).last().asString().contains("copy");
    }
}
