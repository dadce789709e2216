package dev.portolan.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @Test
    void the_program_runs(@TempDir Path temp) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Main.run(temp, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Published sha256:", "Pulled into", "Copied to");
        assertThat(temp.resolve("pulled/site/index.html")).exists();
    }

    @Test
    void dagger_and_the_builders_create_equivalent_clients() {
        try (OciClient byHand = Main.byHand();
                OciClient withDagger = Main.withDagger()) {
            for (String where : new String[] {"localhost:5000/demo:v1", "oci-layout:dir:v1", "oci-archive:a.tar:v1"}) {
                try (var opened = withDagger.open(where);
                        var same = byHand.open(where)) {
                    assertThat(opened).hasSameClassAs(same);
                    assertThat(opened.name()).isEqualTo(same.name());
                }
            }
        }
    }
}
