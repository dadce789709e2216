package dev.portolan.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.cli.CommandRunner;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command in the right column of docs/from-other-tools.md works. */
class FromOtherToolsTest {
    private static final Path PAGE =
            Path.of("").toAbsolutePath().getParent().getParent().resolve("docs/from-other-tools.md");
    private static final Pattern COMMAND = Pattern.compile("(?m)\\| `portolan ([^`]*)` \\|$");
    private static final List<String> FOREVER = List.of("serve");

    @TempDir
    Path work;

    @Test
    void every_command_of_the_page_runs() throws IOException {
        List<String> commands = COMMAND.matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .filter(command -> !FOREVER.contains(command) && !command.startsWith("login"))
                .toList();
        assertThat(commands).hasSizeGreaterThan(45);
        try (RegistryServer registry = RegistryServer.start()) {
            CommandRunner runner = new CommandRunner(work, "localhost:5000", registry.host());
            String digest = prepare(runner);
            for (String command : commands) {
                CommandRunner.Outcome outcome = runner.run(command.replace("DIGEST", digest));
                assertThat(outcome.exit())
                        .as("portolan " + command + "\n" + outcome.err())
                        .isZero();
            }
        }
    }

    private String prepare(CommandRunner runner) throws IOException {
        Files.writeString(work.resolve("page.html"), "<p>");
        Files.writeString(work.resolve("sbom.json"), "{}");
        Files.writeString(Files.createDirectories(work.resolve("site")).resolve("index.html"), "<h1>");
        for (String architecture : List.of("amd64", "arm64", "riscv64")) {
            Files.writeString(
                    work.resolve("config.json"), "{\"os\": \"linux\", \"architecture\": \"" + architecture + "\"}");
            runner.run("push localhost:5000/demo/image:" + architecture
                    + " page.html --config config.json:application/vnd.oci.image.config.v1+json");
        }
        runner.run("index create localhost:5000/demo/image:v1 amd64 arm64");
        runner.run("copy localhost:5000/demo/image:v1 localhost:5000/demo/multi:v1");
        return runner.run("blob put localhost:5000/demo/site page.html")
                .out()
                .replaceFirst("(?s).*(sha256:[0-9a-f]+).*", "$1");
    }
}
