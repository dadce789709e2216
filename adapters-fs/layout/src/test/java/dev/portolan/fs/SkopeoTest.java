package dev.portolan.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.fs.tar.Tar;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkopeoTest {
    private final PeerProgram skopeo = PeerProgram.require("skopeo");
    private final PeerProgram crane = PeerProgram.require("crane");

    @TempDir
    Path folder;

    @Test
    void skopeo_reads_our_layouts() throws Exception {
        ImageManifest manifest = write(LayoutTransport.create().open(layout("ours")));
        assertThat(run("inspect", "--raw", "oci:" + folder.resolve("ours") + ":v1"))
                .isEqualTo(manifest.bytes());
    }

    @Test
    void skopeo_reads_our_archives() throws Exception {
        ImageManifest manifest = write(OciArchiveTransport.create().open(archive("ours.tar")));
        assertThat(run("inspect", "--raw", "oci-archive:" + folder.resolve("ours.tar") + ":v1"))
                .isEqualTo(manifest.bytes());
    }

    @Test
    void skopeo_copies_out_of_an_archive_that_was_added_to() throws Exception {
        ImageManifest first = write(OciArchiveTransport.create().open(archive("two.tar")));
        ImageManifest second;
        try (Repository again = OciArchiveTransport.create().open(archive("two.tar"))) {
            second = Samples.artifact(again, Samples.random(2, 3_000));
            again.put(Tag.of("v2"), second);
        }
        assertThat(run("inspect", "--raw", "oci-archive:" + folder.resolve("two.tar") + ":v1"))
                .isEqualTo(first.bytes());
        assertThat(run("inspect", "--raw", "oci-archive:" + folder.resolve("two.tar") + ":v2"))
                .isEqualTo(second.bytes());
    }

    @Test
    void portolan_reads_layouts_and_archives_of_skopeo() throws Exception {
        ImageManifest manifest = write(LayoutTransport.create().open(layout("ours")));
        String ours = "oci:" + folder.resolve("ours") + ":v1";
        run("copy", "--preserve-digests", ours, "oci:" + folder.resolve("theirs") + ":v2");
        run("copy", "--preserve-digests", ours, "oci-archive:" + folder.resolve("theirs.tar") + ":v3");
        assertThat(LayoutTransport.create().open(layout("theirs")).manifest(Tag.of("v2")))
                .contains(manifest);
        Repository archive = OciArchiveTransport.create().open(archive("theirs.tar"));
        assertThat(archive.manifest(Tag.of("v3")).map(Manifest::digest)).contains(manifest.digest());
        assertThat(archive.open(manifest.layers().get(0)).readAllBytes()).isEqualTo(Samples.random(1, 200_000));
    }

    @Test
    void skopeo_and_crane_read_our_docker_archives() throws Exception {
        byte[] tar = tar("hello", Samples.text("world"));
        String config =
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                        + Digest.sha256(tar) + "\"]}}";
        String file = folder.resolve("docker.tar").toString();
        try (Repository archive =
                DockerArchiveTransport.create().open(Reference.parse("docker-archive:" + file + ":demo/app:v1"))) {
            Descriptor configBlob = Samples.blob(archive, Samples.text(config)).withMediaType(MediaTypes.IMAGE_CONFIG);
            Descriptor layer = Samples.blob(archive, tar).withMediaType(MediaTypes.LAYER_TAR);
            archive.put(
                    Tag.of("v1"),
                    ImageManifest.builder().config(configBlob).layer(layer).build());
        }
        run("copy", "docker-archive:" + file + ":demo/app:v1", "oci:" + folder.resolve("loaded") + ":v1");
        assertThat(run("inspect", "--config", "--raw", "oci:" + folder.resolve("loaded") + ":v1"))
                .isEqualTo(Samples.text(config));
        assertThat(run("inspect", "--config", "--raw", "oci-archive:" + file + ":v1"))
                .isEqualTo(Samples.text(config));
        try (RegistryServer registry = RegistryServer.start()) {
            String loaded = registry.host() + "/loaded:v1";
            crane.run("push", file, loaded).orFail();
            assertThat(crane.run("config", loaded).orFail().bytes()).isEqualTo(Samples.text(config));
        }
    }

    private byte[] run(String... arguments) {
        return skopeo.run(arguments).orFail().bytes();
    }

    private static byte[] tar(String name, byte[] content) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        tar.write(Tar.fileHeader(name, content.length));
        tar.write(content);
        tar.write(new byte[(int) Tar.padded(content.length) - content.length]);
        tar.write(Tar.end(tar.size()));
        return tar.toByteArray();
    }

    private static ImageManifest write(Repository repository) {
        try (repository) {
            ImageManifest manifest = Samples.artifact(repository, Samples.random(1, 200_000));
            repository.put(Tag.of("v1"), manifest);
            return manifest;
        }
    }

    private Reference layout(String name) {
        return Reference.of(Reference.OCI_LAYOUT, folder.resolve(name).toString());
    }

    private Reference archive(String name) {
        return Reference.of(Reference.OCI_ARCHIVE, folder.resolve(name).toString());
    }
}
