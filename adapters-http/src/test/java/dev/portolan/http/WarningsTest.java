package dev.portolan.http;

import static dev.portolan.http.ScriptedRegistry.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a registry warns of reaches the listener. */
class WarningsTest {
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    private void heard(String... headers) {
        registry.on("GET", "/v2/demo/tree/manifests/v1", manifest(MANIFEST).withHeader("Warning", headers));
        Repository repository = registry.repository();
        repository.manifest(Tag.of("v1"));
        repository.manifest(Tag.of("v1"));
    }

    @Test
    void each_warning_is_reported_once() {
        heard("299 - \"tag v1 goes away\"", "299 - \"use \\\"v2\\\"\"");

        assertThat(registry.log.warnings()).containsExactly("tag v1 goes away", "use \"v2\"");
    }

    @Test
    void warnings_with_other_codes_are_ignored() {
        heard("110 anderson/1.3.37 \"Response is stale\"");

        assertThat(registry.log.warnings()).isEmpty();
    }

    @Test
    void malformed_warnings_are_ignored() {
        heard("299 - no quotes", "299");

        assertThat(registry.log.warnings()).isEmpty();
    }

    @Test
    void a_very_long_warning_is_cut() {
        String answer =
                "HTTP/1.1 404 x\r\nContent-Length: 0\r\nWarning: 299 - \"" + "\\a".repeat(100_000) + "\"\r\n\r\n";
        RequestLog log = new RequestLog();
        try (RawRegistry raw = RawRegistry.start(out -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
                HttpTransport transport = HttpTransport.builder().listener(log).build()) {
            transport.open(Reference.parse(raw.host() + "/demo/tree")).manifest(Tag.of("v1"));
        }

        assertThat(log.warnings()).containsExactly("a".repeat(299) + "…");
    }
}
