package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.copy.CopyOptions;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.pack.RandomTree;
import dev.portolan.model.Place;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What oras packs is unpacked here, and the other way round. */
class OrasDirectoriesTest {
    private final PeerProgram oras = PeerProgram.require("oras");

    @TempDir
    Path temp;

    private Path tree;

    @BeforeEach
    void a_tree_with_all_that_both_keep() throws IOException {
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
    void oras_unpacks_what_is_packed_here() throws IOException {
        try (OciClient client = OciClient.of(LayoutTransport.create())) {
            Artifact artifact = Artifact.builder()
                    .layer(Pack.directory(tree))
                    .layer(Pack.file(temp.resolve("readme.txt"), "text/plain"))
                    .build();
            client.push(place(), artifact);
        }
        oras.run(
                        "pull",
                        "--oci-layout",
                        temp.resolve("layout") + ":v1",
                        "-o",
                        temp.resolve("out").toString())
                .orFail();
        assertPulled();
    }

    @Test
    void what_oras_packs_is_unpacked_here() throws Exception {
        Process push = new ProcessBuilder(
                        oras.path().toString(), "push", "--oci-layout", "layout:v1", "tree", "readme.txt:text/plain")
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(push.getInputStream().readAllBytes());
        assertThat(push.waitFor()).as(said).isZero();
        try (OciClient client = OciClient.of(LayoutTransport.create());
                DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            client.pull(Place.parse(place()), target, CopyOptions.defaults());
        }
        assertPulled();
    }

    private void assertPulled() throws IOException {
        assertThat(RandomTree.described(temp.resolve("out/tree")))
                .containsExactlyInAnyOrderEntriesOf(RandomTree.described(tree));
        assertThat(temp.resolve("out/readme.txt")).hasContent("read me");
    }

    private String place() {
        return "oci-layout:" + temp.resolve("layout") + ":v1";
    }
}
