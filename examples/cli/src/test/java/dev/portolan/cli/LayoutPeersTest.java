package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.content.Content;
import dev.portolan.fs.layout.LayoutRepository;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.testkit.peer.DockerRegistry;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layouts and archives of other programs go to a registry and back with the same bytes; they read our output. */
class LayoutPeersTest {
    @TempDir
    Path folder;

    private DockerRegistry registry;
    private String image;
    private Digest digest;

    @BeforeEach
    void push() throws IOException {
        registry = DockerRegistry.start();
        image = registry.host() + "/demo/app:v1";
        LayoutRepository layout = LayoutRepository.at(folder.resolve("source"));
        byte[] tar = new byte[10_240]; // an empty one
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(tar);
        }
        byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\","
                        + "\"diff_ids\":[\"" + Digest.sha256(tar)
                        + "\"]},\"history\":[{\"created\":\"2026-01-01T00:00:00Z\",\"created_by\":\"test\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        ImageManifest manifest = ImageManifest.builder()
                .config(write(layout, MediaTypes.IMAGE_CONFIG, config))
                .layer(write(layout, MediaTypes.LAYER_TAR_GZIP, packed.toByteArray()))
                .build();
        layout.put(Tag.of("v1"), manifest);
        digest = manifest.digest();
        Cli.ok("copy", "oci-layout:" + folder.resolve("source") + ":v1", image);
    }

    private static Descriptor write(LayoutRepository layout, String mediaType, byte[] bytes) {
        Descriptor blob = Descriptor.of(mediaType, bytes);
        layout.write(blob, Content.of(bytes));
        return blob;
    }

    @AfterEach
    void stop() {
        if (registry != null) { // it is missing where docker-registry is
            registry.close();
        }
    }

    /** Runs a program; IMAGE, HOST and DIR in its arguments are filled in. */
    private byte[] run(String program, String arguments) {
        String[] words = arguments.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = filled(words[i]);
        }
        return PeerProgram.require(program).run(words).orFail().bytes();
    }

    private String filled(String text) {
        return text.replace("DIR", folder.toString()).replace("IMAGE", image).replace("HOST", registry.host());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(textBlock = """
            skopeo, copy --preserve-digests --src-tls-verify=false docker://IMAGE oci:DIR/l:docker.io/demo/app:v1, oci:DIR/l:docker.io/demo/app:v1
            skopeo, copy --preserve-digests --src-tls-verify=false docker://IMAGE oci:DIR/l,                       oci:DIR/l
            skopeo, copy --preserve-digests --src-tls-verify=false docker://IMAGE oci-archive:DIR/a.tar:demo/app,  oci-archive:DIR/a.tar:demo/app
            skopeo, copy --preserve-digests --src-tls-verify=false docker://IMAGE oci-archive:DIR/a.tar,           oci-archive:DIR/a.tar
            crane,  pull --insecure --format=oci IMAGE DIR/l,                                                      oci-layout:DIR/l
            crane,  pull --insecure --format=oci --annotate-ref IMAGE DIR/l,                                       oci-layout:DIR/l:IMAGE
            crane,  pull --insecure --format=oci --annotate-ref IMAGE DIR/l,                                       oci-layout:DIR/l:app:v1
            oras,   copy --from-plain-http IMAGE --to-oci-layout DIR/l:v1,                                         oci-layout:DIR/l:v1
            oras,   backup --plain-http --output DIR/l IMAGE,                                                      oci-layout:DIR/l:v1
            oras,   backup --plain-http --output DIR/a.tar IMAGE,                                                  oci-archive:DIR/a.tar:v1
            skopeo, copy --preserve-digests --src-tls-verify=false docker://IMAGE oci:DIR/l:a:b:c,                 oci:DIR/l:a:b:c
            cosign, save --allow-http-registry --dir DIR/l IMAGE,                                                  oci-layout:DIR/l
            """)
    void layouts_copied_to_a_registry_and_back_have_the_same_bytes(String program, String arguments, String reference) {
        run(program, arguments);
        String from = filled(reference);

        assertThat(Cli.ok("resolve", from).digest()).isEqualTo(digest.toString());
        assertThat(Cli.ok("inspect", from).out()).contains(digest.toString());
        Cli.ok("tags", from);
        assertThat(Cli.ok("copy", from, registry.host() + "/copy:v1").digest()).isEqualTo(digest.toString());
        Cli.ok("copy", registry.host() + "/copy:v1", "oci-layout:" + folder.resolve("back") + ":v1");
        Cli.ok("verify", "oci-layout:" + folder.resolve("back"));
        assertThat(Cli.ok("resolve", "oci-layout:" + folder.resolve("back") + ":v1")
                        .digest())
                .isEqualTo(digest.toString());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(textBlock = """
            skopeo, copy --src-tls-verify=false docker://IMAGE docker-archive:DIR/d.tar:demo/app:v1, docker-archive:DIR/d.tar:demo/app:v1
            skopeo, copy --src-tls-verify=false docker://IMAGE docker-archive:DIR/d.tar,             docker-archive:DIR/d.tar
            crane,  pull --insecure IMAGE DIR/d.tar,                                                 docker-archive:DIR/d.tar:IMAGE
            crane,  pull --insecure --format=legacy IMAGE DIR/d.tar,                                 docker-archive:DIR/d.tar:IMAGE
            """)
    void docker_archives_have_stable_digests(String program, String arguments, String reference) {
        run(program, arguments);
        String from = filled(reference);

        String first = Cli.ok("copy", from, registry.host() + "/copy:v1").digest();
        assertThat(Cli.ok("copy", from, "oci-layout:" + folder.resolve("back") + ":v1")
                        .digest())
                .isEqualTo(first);
        assertThat(Cli.ok("resolve", from).digest()).isEqualTo(first);
        Cli.ok("verify", "oci-layout:" + folder.resolve("back"));
        assertThat(Cli.ok("inspect", registry.host() + "/copy:v1").out()).contains("image.config");
    }

    @Test
    void umoci_and_portolan_read_each_others_layouts() {
        run("umoci", "init --layout DIR/l");
        run("umoci", "new --image DIR/l:empty");
        String from = filled("oci:DIR/l:empty");

        String copied = Cli.ok("copy", from, registry.host() + "/copy:v1").digest();
        assertThat(Cli.ok("tags", filled("oci:DIR/l")).out()).isEqualTo("empty");
        Cli.ok("copy", image, filled("oci:DIR/l:v1"));
        assertThat(new String(run("umoci", "ls --layout DIR/l"), StandardCharsets.UTF_8))
                .contains("empty", "v1");
        assertThat(Cli.ok("resolve", from).digest()).isEqualTo(copied);
        run("umoci", "stat --image DIR/l:v1");
    }

    @ParameterizedTest(name = "{0} reads {2}")
    @CsvSource(textBlock = """
            skopeo, oci:DIR/l:docker.io/demo/app:v1,     inspect --raw oci:DIR/l:docker.io/demo/app:v1
            skopeo, oci-archive:DIR/a.tar:demo/app,      inspect --raw oci-archive:DIR/a.tar:demo/app
            skopeo, docker-archive:DIR/d.tar:demo/app,   inspect --config docker-archive:DIR/d.tar:demo/app:latest
            skopeo, docker-archive:DIR/d.tar:demo/app:2, inspect --config docker-archive:DIR/d.tar:demo/app:2
            crane,  docker-archive:DIR/d.tar:demo/app:2, validate --tarball DIR/d.tar
            skopeo, oci:DIR/l:v1,                        copy --dest-tls-verify=false oci:DIR/l:v1 docker://HOST/skopeo:v1
            skopeo, docker-archive:DIR/d.tar:demo/app,   copy --dest-tls-verify=false docker-archive:DIR/d.tar docker://HOST/skopeo:v1
            crane,  oci:DIR/l:v1,                        push --insecure DIR/l HOST/crane:v1
            crane,  docker-archive:DIR/d.tar:demo/app:2, push --insecure DIR/d.tar HOST/crane:v1
            oras,   oci:DIR/l:v1,                        manifest fetch --oci-layout DIR/l:v1
            oras,   oci-archive:DIR/a.tar:v1,            copy --from-oci-layout DIR/a.tar:v1 --to-plain-http HOST/oras:v1
            oras,   oci:DIR/l:v1,                        restore --plain-http --input DIR/l HOST/oras:v1
            oras,   oci-archive:DIR/a.tar:v1,            restore --plain-http --input DIR/a.tar HOST/oras:v1
            umoci,  oci:DIR/l:v1,                        stat --image DIR/l:v1
            """)
    void other_programs_read_our_output(String program, String target, String arguments) {
        Cli.ok("copy", image, filled(target));

        run(program, arguments);
    }
}
