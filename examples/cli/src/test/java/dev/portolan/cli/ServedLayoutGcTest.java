package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code portolan serve --layout}, then {@code portolan gc} on the layout that it wrote. */
class ServedLayoutGcTest {
    private static final String ARTIFACT_MANIFEST = "application/vnd.cncf.oras.artifact.manifest.v1+json";

    @TempDir
    Path work;

    private Path file;
    private String layout;

    @BeforeEach
    void name_a_layout() throws IOException {
        file = Files.writeString(work.resolve("letter.txt"), "Dear reader,");
        layout = "oci-layout:" + work.resolve("layouts/demo/letter");
    }

    private TreeSet<String> blobs() throws IOException {
        try (Stream<Path> blobs = Files.list(work.resolve("layouts/demo/letter/blobs/sha256"))) {
            return blobs.map(blob -> blob.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private Path document(String name, String json) throws IOException {
        return Files.writeString(work.resolve(name), json);
    }

    private static String descriptor(String mediaType, String digest, long size) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    private void gcKeepsEverything() throws IOException {
        TreeSet<String> before = blobs();

        assertThat(Cli.ok("gc", layout, "--grace", "0").out()).isEmpty();

        assertThat(blobs()).isEqualTo(before);
    }

    @Test
    void a_tagged_artifact_is_kept_and_an_orphan_is_removed() throws IOException {
        String orphan;
        try (ServeProcess serve = ServeProcess.start("--layout", work.resolve("layouts"))) {
            Cli.ok("push", serve.host() + "/demo/letter:v1", file);
            orphan = Cli.ok("blob", "put", serve.host() + "/demo/letter", document("orphan", "nobody's"))
                    .digest();
        }

        assertThat(Cli.ok("gc", layout, "--grace", "0").out()).isEqualTo(orphan);

        try (ServeProcess serve = ServeProcess.start("--layout", work.resolve("layouts"))) {
            Cli.ok("pull", serve.host() + "/demo/letter:v1", "-o", work.resolve("out"));
        }
        assertThat(work.resolve("out/letter.txt")).hasContent("Dear reader,");
    }

    @Test
    void a_manifest_without_a_tag_is_kept_unless_untagged_ones_are_removed() throws IOException {
        String digest;
        try (ServeProcess serve = ServeProcess.start("--layout", work.resolve("layouts"))) {
            digest = Cli.ok("push", serve.host() + "/demo/letter:v1", file).digest();
            Cli.ok("push", serve.host() + "/demo/letter:v1", document("other.txt", "Dear other reader,"));
        }
        gcKeepsEverything();
        Cli.ok("pull", layout + "@" + digest, "-o", work.resolve("out"));

        assertThat(Cli.ok("gc", layout, "--grace", "0", "--untagged").out()).contains(digest);
        assertThat(Cli.ok("verify", layout).out()).startsWith("Good: 1 manifest,");
    }

    @Test
    void a_referrer_is_kept_with_its_subject() throws IOException {
        try (ServeProcess serve = ServeProcess.start("--layout", work.resolve("layouts"))) {
            Cli.ok("push", serve.host() + "/demo/letter:v1", file);
            Cli.ok(
                    "attach",
                    serve.host() + "/demo/letter:v1",
                    document("about.txt", "about it"),
                    "--artifact-type",
                    "a/b");
        }

        gcKeepsEverything();

        assertThat(Cli.ok("gc", layout, "--grace", "0", "--untagged").out()).isEmpty();
    }

    /** The server accepts no manifests of this old kind, but a layout that it serves may have one. */
    @Test
    void a_tagged_artifact_manifest_keeps_its_blobs() throws IOException {
        Cli.ok("push", layout + ":v1", file);
        String blob = Cli.ok("blob", "put", layout, document("sbom", "[]")).digest();
        byte[] manifest = ("{\"mediaType\":\"" + ARTIFACT_MANIFEST + "\",\"artifactType\":\"a/b\",\"blobs\":["
                        + descriptor("text/plain", blob, 2) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.sha256(manifest);
        Path directory = work.resolve("layouts/demo/letter");
        Files.write(directory.resolve("blobs/sha256").resolve(digest.hex()), manifest);
        String entry = descriptor(ARTIFACT_MANIFEST, digest.toString(), manifest.length)
                .replace("}", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"old\"}}");
        Path index = directory.resolve("index.json");
        Files.writeString(
                index,
                Files.readString(index)
                        .replaceFirst(
                                "\"manifests\"\\s*:\\s*\\[",
                                Matcher.quoteReplacement("\"manifests\":[" + entry + ",")));
        try (ServeProcess serve = ServeProcess.start("--layout", work.resolve("layouts"))) {
            Cli.ok("tag", serve.host() + "/demo/letter:v1", "v2");
        }

        gcKeepsEverything();

        assertThat(Cli.ok("gc", layout, "--grace", "0", "--untagged").out()).isEmpty();
        assertThat(blobs()).contains(blob.substring("sha256:".length()), digest.hex());
    }

    @Test
    void a_manifest_that_is_also_a_layer_keeps_its_own_content() throws IOException {
        try (ServeProcess serve = ServeProcess.start("--layout", work.resolve("layouts"))) {
            String repository = serve.host() + "/demo/letter";
            String inner = Cli.ok("push", repository + ":v1", file).digest();
            Path bytes = work.resolve("inner.json");
            Cli.ok("manifest", "get", repository + ":v1", "-o", bytes);
            Cli.ok("blob", "put", repository, bytes);
            String empty =
                    Cli.ok("blob", "put", repository, document("empty", "{}")).digest();
            Path outer = document(
                    "outer.json",
                    "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"artifactType\":\"a/b\",\"config\":"
                            + descriptor("application/vnd.oci.empty.v1+json", empty, 2) + ",\"layers\":["
                            + descriptor("application/octet-stream", inner, Files.size(bytes)) + "]}");
            Cli.ok("manifest", "put", repository + ":outer", outer);
            Cli.ok("untag", repository + ":v1");
        }

        gcKeepsEverything();

        assertThat(Cli.ok("gc", layout, "--grace", "0", "--untagged").out()).isEmpty();
    }
}
