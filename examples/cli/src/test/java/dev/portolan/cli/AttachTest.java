package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.testkit.peer.DockerRegistry;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's docker-registry has no referrers API; clients use the fallback tag. */
class AttachTest {
    private static final String NOTE = "application/vnd.example.note.v1";

    @TempDir
    Path work;

    @Test
    void artifacts_attached_on_docker_registry_are_listed_and_discovered_by_oras() throws IOException {
        PeerProgram oras = PeerProgram.require("oras");
        try (DockerRegistry docker = DockerRegistry.start()) {
            String where = docker.host() + "/demo/site:v1";
            Cli.ok("push", where, Files.writeString(work.resolve("site.txt"), "a site"), "--no-progress");

            String first = attach(where, "first");
            String second = attach(where, "second");

            assertThat(Cli.ok("referrers", where).out()).contains(first, second, NOTE);
            String found = oras.run("discover", "--plain-http", "--format", "json", where)
                    .orFail()
                    .out();
            assertThat(found).contains(first, second, NOTE);
        }
    }

    private String attach(String where, String text) throws IOException {
        Path note = Files.writeString(work.resolve(text + ".txt"), text);
        return Cli.ok("attach", where, note, "--artifact-type", NOTE, "--no-progress")
                .digest();
    }
}
