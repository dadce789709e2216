package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.copy.CopyOptions;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.fs.layout.LayoutRepository;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.pack.RandomTree;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Oras unpacks our tars, and Portolan those of oras, whichever program copied them in between. */
class PeerDirectoriesTest {
    @TempDir
    Path temp;

    private PeerProgram oras;
    private PeerProgram skopeo;
    private PeerProgram crane;

    private Path tree;

    @BeforeEach
    void the_peers() {
        oras = PeerProgram.require("oras").in(temp);
        skopeo = PeerProgram.require("skopeo").in(temp);
        crane = PeerProgram.require("crane").in(temp);
    }

    @BeforeEach
    void create_a_tree_of_everything_that_both_keep() throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        Path deep = Files.createDirectories(tree.resolve("d".repeat(120)).resolve("e".repeat(120)));
        Files.writeString(deep.resolve("käse-日本-🧀.txt"), "cheese");
        Files.createDirectory(tree.resolve("empty"));
        Files.createFile(tree.resolve("empty.txt"));
        byte[] random = new byte[3 << 20];
        new Random(1).nextBytes(random);
        Files.write(tree.resolve("random"), random);
        Files.setPosixFilePermissions(
                Files.writeString(tree.resolve("run.sh"), "#!/bin/sh\n"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("run.sh"));
        Files.createSymbolicLink(tree.resolve("empty/up"), Path.of("../link"));
        Files.writeString(temp.resolve("readme.txt"), "read me");
    }

    @Test
    void oras_unpacks_our_layout() throws IOException {
        push("oci-layout:" + temp.resolve("ours") + ":v1");
        oras.run("pull", "--oci-layout", "ours:v1", "-o", "out").orFail();
        assertPulled();
    }

    @Test
    void oras_unpacks_our_archive() throws IOException {
        push("oci-archive:" + temp.resolve("ours.tar") + ":v1");
        oras.run("pull", "--oci-layout", "ours.tar:v1", "-o", "out").orFail();
        assertPulled();
    }

    @Test
    void oras_unpacks_a_skopeo_copy_of_our_archive() throws IOException {
        push("oci-archive:" + temp.resolve("ours.tar") + ":v1");
        skopeo.run("copy", "--preserve-digests", "oci-archive:ours.tar:v1", "oci:carried:v1")
                .orFail();
        oras.run("pull", "--oci-layout", "carried:v1", "-o", "out").orFail();
        assertPulled();
    }

    @Test
    void oras_unpacks_a_crane_push_of_our_layout() throws IOException {
        push("oci-layout:" + temp.resolve("ours") + ":v1");
        try (RegistryServer registry = RegistryServer.start()) {
            String where = registry.host() + "/carried:v1";
            crane.run("push", "ours", where).orFail();
            oras.run("pull", "--plain-http", where, "-o", "out").orFail();
        }
        assertPulled();
    }

    @Test
    void portolan_unpacks_a_layout_of_oras() throws IOException {
        orasPush();
        pull("oci-layout:" + temp.resolve("theirs") + ":v1");
        assertPulled();
    }

    @Test
    void portolan_unpacks_an_archive_of_skopeo() throws IOException {
        orasPush();
        skopeo.run("copy", "--preserve-digests", "oci:theirs:v1", "oci-archive:carried.tar:v1")
                .orFail();
        pull("oci-archive:" + temp.resolve("carried.tar") + ":v1");
        assertPulled();
    }

    @Test
    void portolan_unpacks_a_layout_that_crane_pulled() throws IOException {
        orasPush();
        try (RegistryServer registry = RegistryServer.start()) {
            String where = registry.host() + "/theirs:v1";
            oras.run("cp", "--from-oci-layout", "theirs:v1", "--to-plain-http", where)
                    .orFail();
            crane.run("pull", "--format", "oci", where, "carried").orFail();
        }
        try (LayoutRepository layout = LayoutRepository.at(temp.resolve("carried"), LayoutOptions.defaults())) {
            assertThat(layout.verify().findings()).isEmpty();
        }
        pull("oci-layout:" + temp.resolve("carried") + "@" + onlyManifest(temp.resolve("carried")));
        assertPulled();
    }

    private void push(String where) throws IOException {
        try (OciClient client = client()) {
            client.push(
                    where,
                    Artifact.builder()
                            .layer(Pack.directory(tree))
                            .layer(Pack.file(temp.resolve("readme.txt"), "text/plain"))
                            .build());
        }
    }

    private void orasPush() {
        oras.run("push", "--oci-layout", "theirs:v1", "tree", "readme.txt:text/plain")
                .orFail();
    }

    private void pull(String where) {
        try (OciClient client = client();
                DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            client.at(where).with(CopyOptions.defaults()).pull(target);
        }
    }

    private static OciClient client() {
        return OciClient.of(LayoutTransport.create(), OciArchiveTransport.create());
    }

    private static String onlyManifest(Path layout) throws IOException {
        return Files.readString(layout.resolve("index.json")).replaceFirst("(?s).*\"digest\": *\"([^\"]*)\".*", "$1");
    }

    private void assertPulled() throws IOException {
        assertThat(RandomTree.described(temp.resolve("out/tree")))
                .containsExactlyInAnyOrderEntriesOf(RandomTree.described(tree));
        assertThat(temp.resolve("out/readme.txt")).hasContent("read me");
    }
}
