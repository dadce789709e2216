package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.testkit.peer.DockerRegistry;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's docker-registry keeps no list of referrers; clients agree on a tag for it. */
class AttachTest {
    private static final String NOTE = "application/vnd.example.note.v1";

    @TempDir
    Path work;

    @Test
    void what_was_attached_on_dockers_registry_is_listed_and_discovered_by_oras() throws IOException {
        PeerProgram oras = PeerProgram.require("oras");
        try (DockerRegistry docker = DockerRegistry.start()) {
            String place = docker.host() + "/demo/site:v1";
            Cli.ok("push", place, Files.writeString(work.resolve("site.txt"), "a site"), "--no-progress");

            String first = attach(place, "first");
            String second = attach(place, "second");

            assertThat(Cli.ok("referrers", place).out()).contains(first, second, NOTE);
            String found = oras.run("discover", "--plain-http", "--format", "json", place)
                    .orFail()
                    .out();
            assertThat(found).contains(first, second, NOTE);
        }
    }

    private String attach(String place, String text) throws IOException {
        Path note = Files.writeString(work.resolve(text + ".txt"), text);
        return Cli.ok("attach", place, note, "--artifact-type", NOTE, "--no-progress")
                .digest();
    }
}
