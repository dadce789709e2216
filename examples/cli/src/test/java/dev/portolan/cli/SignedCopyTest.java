package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.junit.DockerRegistryExtension;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cosign verifies its own signatures after they were copied through a layout and a tar. */
class SignedCopyTest {
    @RegisterExtension
    static final DockerRegistryExtension REGISTRY = DockerRegistryExtension.create();

    @TempDir
    Path work;

    private PeerProgram cosign;

    @BeforeEach
    void make_keys() {
        cosign = PeerProgram.require("cosign")
                .with("COSIGN_PASSWORD", "secret")
                .with("HOME", work.toString())
                .in(work);
        cosign.run("generate-key-pair").orFail();
    }

    private void cosign(String verb, String bundle, String reference, String... options) {
        List<String> arguments = Stream.concat(
                        Stream.of(verb, "--allow-http-registry", "--new-bundle-format=" + bundle),
                        Stream.concat(Stream.of(options), Stream.of(reference)))
                .toList();
        cosign.run(arguments.toArray(String[]::new)).orFail();
    }

    @ParameterizedTest(name = "bundle as a referrer: {0}")
    @ValueSource(strings = {"true", "false"})
    void cosign_verifies_a_copy_with_its_referrers(String bundle) throws IOException {
        String source = REGISTRY.host() + "/signed/app" + bundle;
        Path tree = SampleTree.write(work.resolve("DIR"));
        String digest = Cli.ok("push", source + ":v1", tree).digest();
        cosign(
                "sign",
                bundle,
                source + "@" + digest,
                "--key",
                "cosign.key",
                "--use-signing-config=false",
                "--tlog-upload=false",
                "--yes");
        String layout = "oci-layout:" + work.resolve("layout") + ":v1";
        String archive = "oci-archive:" + work.resolve("carried.tar") + ":v1";

        try (RegistryServer server = RegistryServer.start()) {
            String target = server.host() + "/carried/app:v1";
            Cli.ok("copy", "-r", source + ":v1", layout);
            Cli.ok("copy", "-r", layout, archive);
            Cli.ok("copy", "-r", archive, target);

            assertThat(Cli.ok("resolve", target).out()).isEqualTo(digest);
            cosign("verify", bundle, target, "--key", "cosign.pub", "--insecure-ignore-tlog");
        }
    }

    /** Pushes an artifact, and signs it under a tag. */
    private String signed(String source) throws IOException {
        Path tree = SampleTree.write(work.resolve("DIR"));
        String digest = Cli.ok("push", source + ":v1", tree).digest();
        cosign(
                "sign",
                "false",
                source + "@" + digest,
                "--key",
                "cosign.key",
                "--use-signing-config=false",
                "--tlog-upload=false",
                "--yes");
        return digest;
    }

    @Test
    void signatures_in_a_layout_of_cosign_save_travel_with_the_image() throws IOException {
        String source = REGISTRY.host() + "/saved/app";
        String digest = signed(source);
        cosign.run("save", "--allow-http-registry", "--dir", "saved", source + ":v1")
                .orFail();
        String saved = "oci-layout:" + work.resolve("saved");

        try (RegistryServer server = RegistryServer.start()) {
            String target = server.host() + "/loaded/app:v1";
            assertThat(Cli.ok("resolve", saved).out()).isEqualTo(digest);
            Cli.ok("copy", "-r", saved, target);

            assertThat(Cli.ok("resolve", target).out()).isEqualTo(digest);
            cosign("verify", "false", target, "--key", "cosign.pub", "--insecure-ignore-tlog");
        }
    }

    @Test
    void cosign_loads_our_layout_with_its_signature() throws IOException {
        String source = REGISTRY.host() + "/ours/app";
        String digest = signed(source);
        Cli.ok("copy", "-r", source + ":v1", "oci-layout:" + work.resolve("ours") + ":v1");

        try (RegistryServer server = RegistryServer.start()) {
            String target = server.host() + "/loaded/app:v1";
            cosign.run("load", "--allow-http-registry", "--dir", "ours", target).orFail();

            assertThat(Cli.ok("resolve", target).out()).isEqualTo(digest);
            cosign("verify", "false", target, "--key", "cosign.pub", "--insecure-ignore-tlog");
        }
    }
}
