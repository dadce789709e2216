package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void an_unknown_shell_is_refused_with_the_known_ones() {
        Cli cli = Cli.run("completion", "csh");

        assertThat(cli.exit()).isEqualTo(2);
        assertThat(cli.err()).contains("'csh' is not one of bash, zsh, fish");
    }

    /** The function that bash calls; completes the line and prints the matches. */
    private static final String HARNESS = """
        complete_line() {
            COMP_LINE=$1; COMP_POINT=${#1}
            _portolan
            printf '%s\\n' "${COMPREPLY[*]}"
        }
        """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        portolan cop                                  | copy
        portolan --js                                 | --json
        portolan --json pu                            | push pull
        portolan --authfile pag                       | page.txt
        portolan manifest p                           | put
        portolan help mani                            | manifest
        portolan push oci-l                           | oci-layout:
        portolan push oci-layout:sto                  | store
        portolan push oci-layout:store:v1 pag         | page.txt
        portolan push oci-layout:store:v1 my          | my file
        portolan push oci-layout:store:v1 page.txt my | my file
        portolan push x.io/a --config pag             | page.txt
        portolan push x.io/a --config=pag             | page.txt
        portolan push x.io/a --compression z          | zstd
        portolan push x.io/a --artifact-type pag      | ''
        portolan push x.io/a --art                    | --artifact-type
        portolan pull x.io/a -o sto                   | store
        portolan sign x.io/a --format j               | jws
        portolan copy x.io/a oci-archive:pag          | page.txt
        portolan copy a b --missing-from oci:sto      | store
        portolan copy --to-pass                       | --to-password-stdin
        portolan completion f                         | fish
        """)
    @EnabledOnOs(OS.LINUX)
    void bash_completes_with_the_script(String line, String completed) throws IOException, InterruptedException {
        Files.writeString(work.resolve("page.txt"), "");
        Files.writeString(work.resolve("my file"), "");
        Files.createDirectory(work.resolve("store"));
        Path script = Files.writeString(
                work.resolve("script"),
                Cli.ok("completion", "bash").out() + "\n" + HARNESS + "complete_line '" + line + "'\n");
        Path out = work.resolve("out");

        Process bash = new ProcessBuilder("bash", script.toString())
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();

        assertThat(bash.waitFor()).isZero();
        assertThat(Files.readString(out).strip()).isEqualTo(completed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        portolan push oci-layout:sto       | <oci-layout:store/>
        portolan push oci-layout:store/    | <oci-layout:store/index.json >
        portolan push oci:store:v1 pag     | <page.txt >
        portolan push oci:store:v1 my      | <my file >
        portolan push x.io/a --config=pag  | <--config=page.txt >
        portolan copy x.io/a oci-archive:p | <oci-archive:page.txt >
        portolan push x.io/a none          | ''
        """)
    @EnabledOnOs(OS.LINUX)
    void zsh_completes_paths_with_the_script(String line, String completed) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "zsh is not installed");
        Files.writeString(work.resolve("page.txt"), "");
        Files.writeString(work.resolve("my file"), "");
        Files.createDirectory(work.resolve("store"));
        Files.writeString(work.resolve("store/index.json"), "");
        // As bashcompinit calls it.
        Path script = Files.writeString(
                work.resolve("script"),
                "compdef() { :; }\n"
                        + Cli.ok("completion", "zsh").out().replace("autoload -U +X compinit && compinit\n", "")
                        + "\nf() { emulate -L sh; setopt kshglob noshglob braceexpand; COMP_LINE='" + line
                        + "'; COMP_POINT=${#COMP_LINE}; _portolan_words; printf '<%s>\\n' \"${COMPREPLY[@]}\"; }\nf\n");
        Path out = work.resolve("out");

        Process zsh = new ProcessBuilder("zsh", "-f", script.toString())
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();

        assertThat(zsh.waitFor()).as(Files.readString(out)).isZero();
        assertThat(Files.readString(out).strip().replace("<>", "")).isEqualTo(completed);
    }

    @ParameterizedTest
    @CsvSource({"zsh, -n", "fish, --no-execute"})
    void another_shell_accepts_its_script(String shell, String check) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", shell)), shell + " is not installed");
        Path script = Files.writeString(
                work.resolve("script"), Cli.ok("completion", shell).out() + "\n");

        Process parser =
                new ProcessBuilder(shell, check, script.toString()).inheritIO().start();

        assertThat(parser.waitFor()).isZero();
    }

    @Test
    void fish_completes_words_and_files_of_options() {
        assertThat(Cli.ok("completion", "fish").out().lines())
                .anyMatch(line -> line.contains("-l compression -x -a 'gzip zstd none'"))
                .anyMatch(line -> line.contains("-l config -r -F"))
                .anyMatch(line -> line.contains("-f -a 'bash zsh fish'"));
    }
}
