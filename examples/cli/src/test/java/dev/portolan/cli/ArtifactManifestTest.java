package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Artifact manifests, which the release candidates of image-spec 1.1 had: signatures and SBOMs of those years. */
class ArtifactManifestTest {
    private static final String TYPE = "application/vnd.oci.artifact.manifest.v1+json";

    @TempDir
    Path work;

    private static String descriptor(String mediaType, String digest, long size, String more) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + size + more + "}";
    }

    private static String attach(String repository, Path work) throws IOException {
        String image = Cli.ok("push", repository + ":v1", Files.writeString(work.resolve("a.txt"), "a"))
                .digest();
        long size = Cli.ok("manifest", "get", repository + ":v1").out().length();
        String sbom = Cli.ok("blob", "put", repository, Files.writeString(work.resolve("sbom"), "[]"))
                .digest();
        String title = ",\"annotations\":{\"org.opencontainers.image.title\":\"sbom.json\"}";
        Path artifact = Files.writeString(
                work.resolve("artifact"),
                "{\"mediaType\":\"" + TYPE + "\",\"artifactType\":\"application/sbom\",\"blobs\":["
                        + descriptor("application/json", sbom, 2, title) + "],\"subject\":"
                        + descriptor("application/vnd.oci.image.manifest.v1+json", image, size, "") + "}");
        return Cli.ok("manifest", "put", repository + ":sbom", artifact).digest();
    }

    @Test
    void is_pulled_like_any_artifact() throws IOException {
        try (ServeProcess serve = ServeProcess.start()) {
            attach(serve.host() + "/demo", work);

            Cli.ok("pull", serve.host() + "/demo:sbom", "-o", work.resolve("out"));
        }

        assertThat(work.resolve("out/sbom.json")).hasContent("[]");
    }

    @Test
    void is_copied_as_a_referrer_to_layouts_and_back() throws IOException {
        String layout = "oci-layout:" + work.resolve("layout") + ":v1";
        try (ServeProcess serve = ServeProcess.start()) {
            String artifact = attach(serve.host() + "/demo", work);

            Cli.ok("copy", "-r", serve.host() + "/demo:v1", layout);
            Cli.ok("copy", "-r", layout, serve.host() + "/copy:v1");

            assertThat(Cli.ok("referrers", layout).out()).isEqualTo(artifact + " application/sbom");
            assertThat(Cli.ok("referrers", serve.host() + "/copy:v1").out()).isEqualTo(artifact + " application/sbom");
            assertThat(Cli.ok("inspect", serve.host() + "/copy@" + artifact).out())
                    .contains(TYPE, "title=sbom.json")
                    .doesNotContain("oci.empty");
        }
    }
}
