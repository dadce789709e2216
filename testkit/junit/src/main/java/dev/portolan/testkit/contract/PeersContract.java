package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.port.Credential;
import dev.portolan.testkit.fixture.Fixtures;
import dev.portolan.testkit.peer.PeerProgram;
import dev.portolan.testkit.peer.PeerProgram.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of a registry with other clients: oras, crane and skopeo push, pull, copy, attach, discover, list and delete.
 * If a program is not installed, its tests are skipped; see {@link PeerProgram}.
 *
 * @since 0.1.0
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class PeersContract {
    private static final String PLAIN = "--plain-http";

    @TempDir
    Path directory;

    private String repository = "";

    /** Called by JUnit. */
    protected PeersContract() {}

    /** Returns the host of the registry, {@code localhost:PORT}, which uses plain HTTP. */
    protected abstract String host();

    /** Returns the user name and password of a user with all permissions; empty if there is no authentication. */
    protected Optional<Credential> credential() {
        return Optional.empty();
    }

    /** Returns whether tags and manifests can be deleted. */
    protected boolean deletes() {
        return true;
    }

    @BeforeEach
    final void nameRepository() throws IOException {
        repository = host() + "/peers/" + UUID.randomUUID();
        Files.write(directory.resolve("data.bin"), Fixtures.seeded(1).bytes(3_000_000));
        Files.writeString(directory.resolve("note.txt"), "a note\n");
        Files.createDirectory(directory.resolve("login"));
        Files.writeString(directory.resolve("login/config.json"), dockerConfig());
    }

    private String dockerConfig() {
        return credential()
                .map(WireLogin::basic)
                .map(auth -> "{\"auths\":{\"" + host() + "\":{\"auth\":\"" + auth + "\"}}}")
                .orElse("{\"auths\":{}}");
    }

    /** Runs a program within the directory of the test, with only the login of {@link #credential}. */
    private Outcome attempt(String program, String... arguments) {
        Path login = directory.resolve("login");
        return PeerProgram.require(program)
                .in(directory)
                .with("DOCKER_CONFIG", login.toString())
                .with("REGISTRY_AUTH_FILE", login.resolve("config.json").toString())
                .run(arguments);
    }

    private Outcome oras(String... arguments) {
        return attempt("oras", arguments).orFail();
    }

    private Outcome crane(String... arguments) {
        return attempt("crane", arguments).orFail();
    }

    private Outcome skopeo(String... arguments) {
        return attempt("skopeo", arguments).orFail();
    }

    private void orasPush(String tag) {
        oras("push", PLAIN, repository + ":" + tag, "data.bin:application/vnd.example.data", "note.txt:text/plain");
    }

    private void cranePush() throws IOException {
        Path layer = Files.write(directory.resolve("layer.tar"), new byte[10_240]);
        crane("append", "--oci-empty-base", "-f", layer.toString(), "-t", repository + ":v1");
    }

    private void assertPulled(Path pulled) throws IOException {
        assertThat(pulled.resolve("data.bin")).hasSameBinaryContentAs(directory.resolve("data.bin"));
        assertThat(pulled.resolve("note.txt")).hasSameBinaryContentAs(directory.resolve("note.txt"));
    }

    @Test
    void oras_pushes_and_pulls() throws IOException {
        orasPush("v1");

        oras("pull", PLAIN, repository + ":v1", "-o", "pulled");

        assertPulled(directory.resolve("pulled"));
    }

    @Test
    void oras_pushes_existing_content_again() {
        orasPush("v1");
        orasPush("v1");
        oras("tag", PLAIN, repository + ":v1", "stable", "latest");

        assertThat(oras("repo", "tags", PLAIN, repository).out().lines()).containsExactly("latest", "stable", "v1");
    }

    @Test
    void oras_attaches_and_discovers() {
        orasPush("v1");
        oras("attach", PLAIN, repository + ":v1", "--artifact-type", "application/vnd.example.note", "note.txt");

        String found =
                oras("discover", PLAIN, "--format", "json", repository + ":v1").out();

        assertThat(found).contains("application/vnd.example.note");
        assertThat(oras("discover", PLAIN, "--format", "json", "--artifact-type", "a/b", repository + ":v1")
                        .out())
                .doesNotContain("application/vnd.example.note");
    }

    @Test
    void oras_copies_with_referrers_to_another_repository() throws IOException {
        orasPush("v1");
        oras("attach", PLAIN, repository + ":v1", "--artifact-type", "application/vnd.example.note", "note.txt");

        oras("cp", "-r", "--from-plain-http", "--to-plain-http", repository + ":v1", repository + "/copy:v2");

        oras("pull", PLAIN, repository + "/copy:v2", "-o", "pulled");
        assertPulled(directory.resolve("pulled"));
        assertThat(oras("discover", PLAIN, "--format", "json", repository + "/copy:v2")
                        .out())
                .contains("application/vnd.example.note");
    }

    @Test
    void oras_copies_to_a_layout_and_back() throws IOException {
        orasPush("v1");

        oras("cp", "--from-plain-http", "--to-oci-layout", repository + ":v1", "layout:v1");
        oras("cp", "--from-oci-layout", "--to-plain-http", "layout:v1", repository + "/back:v1");

        oras("pull", PLAIN, repository + "/back:v1", "-o", "pulled");
        assertPulled(directory.resolve("pulled"));
    }

    @Test
    void oras_moves_blobs_and_manifests() throws IOException {
        orasPush("v1");
        Outcome fetched = oras("manifest", "fetch", PLAIN, repository + ":v1");
        Files.write(directory.resolve("manifest.json"), fetched.bytes());

        oras("manifest", "push", PLAIN, repository + ":v2", "manifest.json");
        String digest = oras("resolve", PLAIN, repository + ":v2").out();
        assertThat(oras("resolve", PLAIN, repository + ":v1").out()).isEqualTo(digest);

        Outcome pushed = oras("blob", "push", PLAIN, "--descriptor", repository, "note.txt");
        String blob = pushed.out().replaceAll("(?s)^.*\"digest\":\"([^\"]*)\".*", "$1");
        assertThat(oras("blob", "fetch", PLAIN, "--output", "-", repository + "@" + blob)
                        .bytes())
                .isEqualTo(Files.readAllBytes(directory.resolve("note.txt")));
    }

    @Test
    void oras_deletes() {
        Assumptions.assumeTrue(deletes());
        orasPush("v1");

        oras("manifest", "delete", PLAIN, "-f", repository + ":v1");

        assertThat(attempt("oras", "resolve", PLAIN, repository + ":v1").exit()).isNotZero();
    }

    @Test
    void crane_appends_pulls_and_copies() throws IOException {
        cranePush();
        crane("copy", repository + ":v1", repository + "/copy:v2");
        crane("tag", repository + ":v1", "stable");
        crane("pull", "--format", "oci", repository + ":v1", "pulled");

        assertThat(crane("digest", repository + "/copy:v2").out())
                .isEqualTo(crane("digest", repository + ":v1").out());
        assertThat(crane("ls", repository).out().lines()).containsExactly("stable", "v1");
        assertThat(crane("catalog", host()).out())
                .contains(repository.substring(repository.indexOf('/') + 1) + "/copy");
        crane("validate", "--remote", repository + ":v1");
        assertThat(directory.resolve("pulled/index.json")).exists();
    }

    @Test
    void crane_deletes() throws IOException {
        Assumptions.assumeTrue(deletes());
        cranePush();
        String digest = crane("digest", repository + ":v1").out();

        crane("delete", repository + "@" + digest);

        assertThat(crane("ls", repository).out()).isEmpty();
    }

    @Test
    void skopeo_copies_inspects_lists_and_deletes() throws IOException {
        cranePush();

        skopeo("copy", "--src-tls-verify=false", "docker://" + repository + ":v1", "oci:layout:v1");
        skopeo("copy", "--dest-tls-verify=false", "oci:layout:v1", "docker://" + repository + ":v2");
        skopeo(
                "copy",
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                "docker://" + repository + ":v1",
                "docker://" + repository + "/copy:v3");

        assertThat(skopeo("list-tags", "--tls-verify=false", "docker://" + repository)
                        .out())
                .contains("\"v1\"")
                .contains("\"v2\"");
        assertThat(skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + repository + "/copy:v3")
                        .bytes())
                .isEqualTo(crane("manifest", repository + ":v1").bytes());
        if (deletes()) {
            skopeo("delete", "--tls-verify=false", "docker://" + repository + "/copy:v3");
            assertThat(attempt("crane", "digest", repository + "/copy:v3").exit())
                    .isNotZero();
        }
    }
}
