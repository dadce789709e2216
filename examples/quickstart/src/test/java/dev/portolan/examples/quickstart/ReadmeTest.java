package dev.portolan.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/portolan/examples/quickstart");

    @TempDir
    Path temp;

    @Test
    void the_readme_has_a_plain_program_and_one_with_dagger() throws IOException {
        assertThat(Readme.programs())
                .satisfiesExactly(
                        plain -> assertThat(plain).contains("client.push(").doesNotContain("Dagger"),
                        dagger -> assertThat(dagger).contains("@Component"));
    }

    @Test
    void the_plain_program_compiles_and_does_what_it_says() throws Exception {
        Path dir = Files.createDirectory(temp.resolve("site"));
        Files.writeString(dir.resolve("index.html"), "<h1>Ahoy</h1>\n");
        Path classes = Files.createDirectory(temp.resolve("classes"));
        try (RegistryServer registry = RegistryServer.start();
                RegistryServer inside = RegistryServer.start();
                OciClient client = Main.byHand()) {
            String program = Readme.programs()
                    .get(0)
                    .replace("localhost:5000", registry.host())
                    .replace("registry.inside", inside.host())
                    .replace("oci-archive:site.tar", "oci-archive:" + temp.resolve("site.tar"))
                    .replace("Path.of(\"site\")", "Path.of(\"" + dir + "\")")
                    .replace("Path.of(\"out\")", "Path.of(\"" + temp.resolve("out") + "\")");

            new JavaProgram("Example", program).run(classes);

            assertThat(temp.resolve("out/site/index.html")).hasContent("<h1>Ahoy</h1>\n");
            assertThat(temp.resolve("out")).isDirectoryNotContaining("glob:**portolan*");
            assertThat(client.at(inside.host() + "/demo/site:v1").resolve())
                    .isEqualTo(client.at(registry.host() + "/demo/site:latest").resolve());
        }
    }

    /** Its parts stand in the sources, word for word; there they are compiled, with Dagger's processor, and run. */
    @Test
    void the_program_with_dagger_is_that_of_this_example() throws IOException {
        List<String> parts = List.of(Readme.programs().get(1).split("\n\n"));
        String sources =
                Files.readString(SOURCES.resolve("Ports.java")) + Files.readString(SOURCES.resolve("Main.java"));

        assertThat(parts)
                .hasSize(2)
                .allSatisfy(part -> assertThat(words(sources)).contains(words(part)));
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", "").strip();
    }
}
