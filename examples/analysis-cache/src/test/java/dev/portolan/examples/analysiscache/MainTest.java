package dev.portolan.examples.analysiscache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @Test
    void the_program_runs_on_its_own_registries(@TempDir Path temp) throws IOException {
        Path export = SampleExport.write(temp.resolve("export"));
        Clock sunday = Clock.fixed(Instant.parse("2026-02-08T00:00:00Z"), ZoneOffset.UTC);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Main.run(export, temp, sunday, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("as [2026-02-08, latest, weekly]");
        for (String file : new String[] {"manifest.json", "cache.jsonl.gz"}) {
            assertThat(temp.resolve("pulled").resolve(file)).hasSameBinaryContentAs(export.resolve(file));
            assertThat(temp.resolve("inside").resolve(file)).hasSameBinaryContentAs(export.resolve(file));
        }
    }
}
