package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.testkit.junit.DockerRegistryExtension;
import dev.portolan.testkit.peer.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Artifact manifests of ORAS and of the release candidates of image-spec 1.1: signatures and SBOMs of those years. */
@ParameterizedClass
@ValueSource(
        strings = {
            "application/vnd.oci.artifact.manifest.v1+json",
            "application/vnd.cncf.oras.artifact.manifest.v1+json"
        })
class ArtifactManifestTest {
    @Parameter
    private String type;

    @TempDir
    Path work;

    private static String descriptor(String mediaType, String digest, long size, String more) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + size + more + "}";
    }

    private String attach(String repository, Path work) throws IOException {
        String image = Cli.ok("push", repository + ":v1", Files.writeString(work.resolve("a.txt"), "a"))
                .digest();
        long size = Cli.ok("manifest", "get", repository + ":v1").out().length();
        String sbom = Cli.ok("blob", "put", repository, Files.writeString(work.resolve("sbom"), "[]"))
                .digest();
        String title = ",\"annotations\":{\"org.opencontainers.image.title\":\"sbom.json\"}";
        Path artifact = Files.writeString(
                work.resolve("artifact"),
                "{\"mediaType\":\"" + type + "\",\"artifactType\":\"application/sbom\",\"blobs\":["
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
                    .contains(type, "title=sbom.json")
                    .doesNotContain("oci.empty");
        }
    }

    @Test
    @ExtendWith(DockerRegistryExtension.class)
    void is_left_out_and_named_where_the_registry_does_not_accept_it(DockerRegistry registry) throws IOException {
        String layout = "oci-layout:" + work.resolve("layout");
        String artifact = attach(layout, work);

        Cli copy = Cli.ok("copy", "-r", layout + ":v1", registry.host() + "/copy:v1");

        assertThat(copy.err()).contains("left out " + artifact + ": a referrer of type " + type + " cannot be copied");
        assertThat(copy.err()).doesNotContain("MANIFEST_INVALID");
        assertThat(Cli.ok("verify", registry.host() + "/copy:v1").out()).startsWith("Good: 1 manifest");
        assertThat(Cli.run("copy", layout + ":sbom", registry.host() + "/copy:sbom")
                        .err())
                .contains("MANIFEST_INVALID");
    }
}
